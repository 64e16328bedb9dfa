package dev.catwalk.encryption;

/** Every column of the database that holds ciphertext. What is not listed here is not re-encrypted, and lost with its key. */
public enum EncryptedColumn {
    VERIFY_TICKET(Table.COMPONENT_TOKEN, "verify_ticket", "verify tickets"),
    COMPONENT_ACCESS_TOKEN(Table.COMPONENT_TOKEN, "access_token", "component tokens"),
    REFRESH_TOKEN(Table.MERCHANT_TOKEN, "refresh_token", "refresh tokens"),
    ACCESS_TOKEN(Table.MERCHANT_TOKEN, "access_token", "access tokens"),
    PUSH_BODY(Table.PUSH_EVENT, "body", "pushes"),
    LINK_ID(Table.AUTHORIZE_LINK, "encrypted_id", "re-authorization links");

    private final Table table;
    private final String column;
    private final String inWords;

    EncryptedColumn(Table table, String column, String inWords) {
        this.table = table;
        this.column = column;
        this.inWords = inWords;
    }

    /** What it holds, for people. */
    public String inWords() {
        return inWords;
    }

    /** In the words of SQL: {@code merchant_token.refresh_token}. */
    @Override
    public String toString() {
        return table() + "." + column;
    }

    String table() {
        return table.sql;
    }

    String column() {
        return column;
    }

    /** A key before the first: text, to be cast to the key's type. */
    String beforeFirstKey() {
        return table.beforeFirstKey;
    }

    /**
     * SQL for this column: {@code <table>}, {@code <column>}, {@code <key>}, {@code <key type>} and {@code <row>}, the row as
     * its ciphertext is bound to it, become its names. All values come from this file.
     */
    String sql(String template) {
        return template.replace("<table>", "app." + table.sql)
                .replace("<column>", column)
                .replace("<key>", table.key)
                .replace("<key type>", table.keyType)
                .replace("<row>", table.row);
    }

    private enum Table {
        COMPONENT_TOKEN("component_token", "component_appid", "text", "", "component_appid"),
        MERCHANT_TOKEN("merchant_token", "merchant_id", "bigint", "0", "cast(merchant_id as text)"),
        PUSH_EVENT("push_event", "push_event_id", "bigint", "0", "encode(digest, 'hex')"),
        AUTHORIZE_LINK("authorize_link", "link_id", "bigint", "0", "encode(id_sha256, 'hex')");

        private final String sql;
        private final String key;
        private final String keyType;
        private final String beforeFirstKey;
        private final String row;

        Table(String sql, String key, String keyType, String beforeFirstKey, String row) {
            this.sql = sql;
            this.key = key;
            this.keyType = keyType;
            this.beforeFirstKey = beforeFirstKey;
            this.row = row;
        }
    }
}
