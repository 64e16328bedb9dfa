package dev.catwalk.lab.bench.baseline;

import java.util.List;
import me.chanjar.weixin.open.bean.result.WxFastMaBeenSetCategoryResult;

/**
 * What getcategory answered about one merchant.
 *
 * @param document the answer as WxJava gives it back, for the snapshot
 */
record Answer(int limit, int quota, int categoryLimit, List<Entry> categories, String document) {
    record Entry(int first, String firstName, int second, String secondName, int auditStatus, String auditReason) {}

    static Answer of(WxFastMaBeenSetCategoryResult result) {
        return new Answer(
                result.getLimit(),
                result.getQuota(),
                result.getCategoryLimit(),
                result.getCategories().stream()
                        .map(category -> new Entry(
                                category.getFirst(),
                                category.getFirstName(),
                                category.getSecond(),
                                category.getSecondName(),
                                category.getAuditStatus(),
                                category.getAuditReason()))
                        .toList(),
                result.toString());
    }
}
