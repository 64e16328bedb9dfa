package dev.catwalk.simulator.merchant;

import java.util.List;

/** Names as Chinese merchants have them: a place, a brand, a trade; the principal is the company or person behind it. */
final class MerchantNames {
    private static final List<String> PLACES =
            List.of("杭州", "成都", "广州", "深圳", "苏州", "武汉", "西安", "南京", "长沙", "青岛", "厦门", "宁波", "合肥", "昆明", "郑州", "佛山");
    private static final List<String> BRANDS = List.of(
            "青禾", "云栖", "小满", "拾光", "南山", "木棉", "星野", "知味", "半亩", "海棠", "听雨", "禾木", "橙心", "乐途", "鹿鸣", "松果", "初见", "锦程",
            "蓝湾", "向阳");
    private static final List<String> TRADES = List.of(
            "烘焙", "书店", "口腔", "驾校", "花艺", "茶饮", "家政", "生鲜", "宠物", "民宿", "美学", "汽修", "留学", "文具", "健身", "火锅", "女装", "母婴");
    private static final List<String> FORMS =
            List.of("餐饮管理有限公司", "科技有限公司", "商贸有限公司", "教育咨询有限公司", "网络科技有限公司", "文化传播有限公司", "医疗管理有限公司");
    private static final List<String> SUFFIXES = List.of("", "", "", "小铺", "优选", "会员", "预约", "到家");
    private static final long BRAND_STREAM = 11;
    private static final int SOLE_TRADERS_PERCENT = 12;

    private MerchantNames() {}

    static String brand(long merchant) {
        Dice dice = new Dice(merchant, BRAND_STREAM);
        String place = dice.pick(PLACES);
        return (dice.chance(0.3) ? place : "") + dice.pick(BRANDS) + dice.pick(TRADES) + dice.pick(SUFFIXES);
    }

    /** Begins with the same throws as {@link #brand}, so that a company carries the place and the brand of its mini-program. */
    static String principal(long merchant) {
        Dice dice = new Dice(merchant, BRAND_STREAM);
        String place = dice.pick(PLACES);
        dice.chance(0.3);
        String brand = dice.pick(BRANDS);
        String trade = dice.pick(TRADES);
        dice.pick(SUFFIXES);
        return dice.below(100) < SOLE_TRADERS_PERCENT
                ? place + brand + trade + "店（个体工商户）"
                : place + brand + dice.pick(FORMS);
    }
}
