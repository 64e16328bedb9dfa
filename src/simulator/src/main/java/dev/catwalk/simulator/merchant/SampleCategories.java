package dev.catwalk.simulator.merchant;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A small table of categories that look like the platform's. Only 8/39 is from the published sample (protocol page §3.4); the
 * other ids are plausible, not the platform's own.
 */
public final class SampleCategories {
    /** A second-level category and its parent. */
    public record Entry(int first, String firstName, int second, String secondName) {
        public SimulatedCategory set(int auditStatus, String auditReason) {
            return new SimulatedCategory(first, firstName, second, secondName, auditStatus, auditReason);
        }
    }

    public static final List<Entry> ENTRIES = List.of(
            new Entry(8, "教育", 39, "出国移民"),
            new Entry(8, "教育", 590, "在线视频课程"),
            new Entry(8, "教育", 592, "教育信息服务"),
            new Entry(8, "教育", 594, "驾校培训"),
            new Entry(1, "快递业与邮政", 2, "寄件/收件"),
            new Entry(1, "快递业与邮政", 5, "查件"),
            new Entry(110, "医疗服务", 113, "公立医疗机构"),
            new Entry(110, "医疗服务", 116, "私立医疗机构"),
            new Entry(110, "医疗服务", 118, "就医服务"),
            new Entry(150, "交通服务", 154, "网约车"),
            new Entry(150, "交通服务", 158, "停车"),
            new Entry(150, "交通服务", 162, "汽车维修"),
            new Entry(220, "餐饮服务", 221, "点餐平台"),
            new Entry(220, "餐饮服务", 222, "餐饮服务场所/餐饮服务管理企业"),
            new Entry(220, "餐饮服务", 226, "外卖平台"),
            new Entry(287, "工具", 291, "记账"),
            new Entry(287, "工具", 295, "预约/报名"),
            new Entry(287, "工具", 301, "信息查询"),
            new Entry(304, "商家自营", 307, "食品饮料"),
            new Entry(304, "商家自营", 311, "服装/鞋/箱包"),
            new Entry(304, "商家自营", 315, "美妆/洗护"),
            new Entry(304, "商家自营", 319, "家居/家饰/家纺"),
            new Entry(304, "商家自营", 324, "图书报刊/音像/影视/游戏"),
            new Entry(400, "生活服务", 403, "家政"),
            new Entry(400, "生活服务", 407, "丽人/美发"),
            new Entry(400, "生活服务", 411, "宠物服务"),
            new Entry(400, "生活服务", 415, "休闲娱乐"),
            new Entry(450, "旅游", 453, "旅行社"),
            new Entry(450, "旅游", 457, "住宿服务"),
            new Entry(480, "房地产服务", 483, "房屋中介"));

    public static final List<String> REJECTION_REASONS = List.of(
            "资质不符",
            "提交的资质文件不清晰，请重新上传清晰完整的证件照片",
            "营业执照已过有效期，请更新后重新提交",
            "营业执照经营范围不包含所选类目的服务内容",
            "所选类目与小程序实际服务内容不一致",
            "缺少《增值电信业务经营许可证》",
            "缺少《食品经营许可证》",
            "资质主体与小程序主体不一致，请补充授权关系证明");

    private static final Map<Integer, String> NAMES = ENTRIES.stream()
            .flatMap(entry -> Stream.of(
                    Map.entry(entry.first(), entry.firstName()), Map.entry(entry.second(), entry.secondName())))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue, (one, same) -> one));

    private SampleCategories() {}

    static String name(int id) {
        return NAMES.getOrDefault(id, "类目" + id);
    }
}
