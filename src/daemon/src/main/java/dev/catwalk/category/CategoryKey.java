package dev.catwalk.category;

/** What identifies a category of a merchant: the platform's ids of both levels. Names may change. */
public record CategoryKey(int firstId, int secondId) implements Comparable<CategoryKey> {
    @Override
    public int compareTo(CategoryKey other) {
        return firstId != other.firstId
                ? Integer.compare(firstId, other.firstId)
                : Integer.compare(secondId, other.secondId);
    }
}
