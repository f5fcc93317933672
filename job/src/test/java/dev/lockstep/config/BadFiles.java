package dev.lockstep.config;

import java.util.List;
import java.util.stream.Stream;

/** Pipeline files with mistakes, shared by the tests of the reader and of the JSON Schema. */
final class BadFiles {

    /** The first lines of a file that only lacks its collections. */
    static final String HEAD =
            """
            name: shop
            source: { uri: "mongodb://localhost" }
            target: { url: "jdbc:mysql://localhost/shop" }
            """;

    private static final String TAIL = "collections: [{ from: shop.* }]\n";

    /**
     * A file and what is wrong with it.
     *
     * @param schemaSees whether a JSON Schema can express what is wrong
     */
    record Case(String name, boolean schemaSees, String yaml, List<String> problems) {
        @Override
        public String toString() {
            return name;
        }
    }

    private BadFiles() {}

    static Stream<Case> all() {
        return Stream.of(structure(), values(), collections(), columns()).flatMap(s -> s);
    }

    private static Case seen(String name, String yaml, String... problems) {
        return new Case(name, true, yaml, file(problems));
    }

    private static Case unseen(String name, String yaml, String... problems) {
        return new Case(name, false, yaml, file(problems));
    }

    private static List<String> file(String... problems) {
        return Stream.of(problems).map(problem -> "pipeline.yaml:" + problem).toList();
    }

    private static Stream<Case> structure() {
        return Stream.of(
                seen(
                        "missing keys",
                        """
                        source: {}
                        target: {}
                        collections: [{}]
                        """,
                        "1:1: 'name' is missing (add it: names the job, its metrics and its"
                                + " progress in the target)",
                        "1:9: source: 'uri' is missing (add it: the replica set or sharded cluster"
                                + " to read: a connection string with credentials and TLS options)",
                        "2:9: target: 'url' is missing (add it: the database to write, as a JDBC"
                                + " URL)",
                        "3:15: collections[0]: 'from' is missing (add it: database.collection, or"
                                + " database.* for all)"),
                seen(
                        "unknown keys",
                        HEAD + TAIL + "delivery: { batchRows: 5, bath_bytes: 1MB, x: 1 }\n",
                        "5:13: delivery.batchRows: is not a known key (did you mean"
                                + " 'batch_rows'?)",
                        "5:27: delivery.bath_bytes: is not a known key (did you mean"
                                + " 'batch_bytes'?)",
                        "5:44: delivery.x: is not a known key (known here: batch_rows,"
                                + " batch_bytes, flush_interval, checkpoint_interval, retry)"),
                unseen(
                        "keys twice",
                        HEAD + TAIL + "name: other\n",
                        "5:1: name: is there twice (one of them)"),
                seen(
                        "wrong structure",
                        HEAD + "collections: { from: shop.* }\ndelivery:\nerrors: [a]\n",
                        "4:14: collections: is a mapping, not a list (a list of collections, such"
                                + " as '- from: shop.orders')",
                        "5:10: delivery: is empty, not a mapping (keys: batch_rows, batch_bytes,"
                                + " flush_interval, checkpoint_interval, retry)",
                        "6:9: errors: is a list, not a mapping (keys: dead_letter_table)"),
                seen(
                        "no collections",
                        HEAD + "collections: []\n",
                        "4:14: collections: is an empty list (a list of collections, such as '-"
                                + " from: shop.orders')"),
                seen(
                        "not a mapping",
                        "shop\n",
                        "1:1: is a single value, not a mapping (keys: version, name, source,"
                                + " target, collections, schema_drift, masking, delivery, errors)"));
    }

    private static Stream<Case> values() {
        return Stream.of(
                seen(
                        "wrong kinds",
                        HEAD
                                + TAIL
                                + """
                                version: one
                                schema_drift: [evolve]
                                delivery: { batch_rows: "5", batch_bytes: 5, flush_interval: no }
                                errors: { dead_letter_table: 5 }
                                """,
                        "5:10: version: is text, not a whole number from 1 to 1 (1 to 1)",
                        "6:15: schema_drift: is a list, not a single value (one value)",
                        "7:25: delivery.batch_rows: is text, not a whole number from 1 to 100000"
                                + " (1 to 100000)",
                        "7:43: delivery.batch_bytes: is a number, not a size from 1KB to 1GB (a"
                                + " whole number and B, KB, MB or GB, such as 4MB)",
                        "7:62: delivery.flush_interval: 'no' is not a duration from 1ms to 1h (a"
                                + " whole number and ms, s, m, h or d, such as 500ms)",
                        "8:30: errors.dead_letter_table: is a number, not a table's name (put it"
                                + " in quotes)"),
                seen(
                        "out of range",
                        HEAD + TAIL + "version: 2\ndelivery: { batch_rows: 0 }\n",
                        "5:10: version: '2' is not a whole number from 1 to 1 (1 to 1)",
                        "6:25: delivery.batch_rows: '0' is not a whole number from 1 to 100000 (1"
                                + " to 100000)"),
                unseen(
                        "durations and sizes out of range",
                        HEAD + TAIL + "delivery: { flush_interval: 2h, batch_bytes: 2GB }\n",
                        "5:29: delivery.flush_interval: '2h' is not a duration from 1ms to 1h (a"
                                + " whole number and ms, s, m, h or d, such as 500ms)",
                        "5:46: delivery.batch_bytes: '2GB' is not a size from 1KB to 1GB (a whole"
                                + " number and B, KB, MB or GB, such as 4MB)"),
                seen(
                        "no values",
                        HEAD + TAIL + "schema_drift:\nversion: ~\n",
                        "5:14: schema_drift: has no value (one of evolve, strict, ignore)",
                        "6:10: version: has no value (1 to 1)"),
                unseen(
                        "variables",
                        HEAD + TAIL + "schema_drift: ${UNSET}\nversion: \"${UNSET:-9}\"\n",
                        "5:15: schema_drift: environment variable UNSET is not set (set it, or"
                                + " give a default: ${UNSET:-default})",
                        "6:10: version: '${UNSET:-9}' is not a whole number from 1 to 1 (1 to 1)"),
                seen(
                        "half a variable",
                        HEAD + TAIL + "schema_drift: ${a b}\n",
                        "5:15: schema_drift: has ${ without a variable (${NAME},"
                                + " ${NAME:-default}, or $${ for the text)"),
                seen(
                        "source and target",
                        """
                        name: Shop
                        source: { uri: localhost, startup: intial }
                        target: { url: "jdbc:postgresql://localhost/shop" }
                        """
                                + TAIL,
                        "1:7: name: 'Shop' is not a pipeline's name (up to 64 lower-case letters,"
                                + " digits, - and _, a letter first)",
                        "2:16: source.uri: is not a MongoDB connection string"
                                + " (mongodb://user:password@host:27017/?replicaSet=rs0 or"
                                + " mongodb+srv://; special characters of user and password"
                                + " percent-encoded)",
                        "2:36: source.startup: 'intial' is not one of initial, latest, timestamp,"
                                + " resume, snapshot-only (one of initial, latest, timestamp,"
                                + " resume, snapshot-only)",
                        "3:16: target.url: is not a JDBC URL of a MySQL database"
                                + " (jdbc:mysql://host:3306/database; other targets are not there"
                                + " yet)"),
                unseen(
                        "timestamp without a time",
                        """
                        name: shop
                        source: { uri: "mongodb://localhost", startup: timestamp }
                        target: { url: "jdbc:mysql://localhost/shop" }
                        """
                                + TAIL,
                        "2:48: source.startup: is timestamp, but startup_timestamp is missing (add"
                                + " startup_timestamp, such as 2026-01-01T00:00:00Z)"),
                unseen(
                        "a time without timestamp",
                        """
                        name: shop
                        source: { uri: "mongodb://u:p/w@h", startup_timestamp: 2026-01-01T00:00:00Z }
                        target: { url: "jdbc:mysql://localhost/shop" }
                        delivery: { retry: { initial_backoff: 11s } }
                        """
                                + TAIL,
                        "2:16: source.uri: is not a MongoDB connection string"
                                + " (mongodb://user:password@host:27017/?replicaSet=rs0 or"
                                + " mongodb+srv://; special characters of user and password"
                                + " percent-encoded)",
                        "2:56: source.startup_timestamp: has a meaning with startup: timestamp"
                                + " only (add startup: timestamp, or remove it)",
                        "4:39: delivery.retry.initial_backoff: is longer than max_backoff (at most"
                                + " max_backoff)"));
    }

    private static Stream<Case> collections() {
        return Stream.of(
                unseen(
                        "what collections there are",
                        HEAD
                                + """
                                collections:
                                  - { from: orders }
                                  - { from: admin.users }
                                  - { from: shop.ord* }
                                """,
                        "5:13: collections[0].from: 'orders' is not a collection to read"
                                + " (database.collection, or database.* for all of a database; not"
                                + " admin, local, config)",
                        "6:13: collections[1].from: 'admin.users' is not a collection to read"
                                + " (database.collection, or database.* for all of a database; not"
                                + " admin, local, config)",
                        "7:13: collections[2].from: 'shop.ord*' is not a collection to read"
                                + " (database.collection, or database.* for all of a database; not"
                                + " admin, local, config)"),
                unseen(
                        "entries that never match",
                        HEAD
                                + """
                                collections:
                                  - { from: shop.orders }
                                  - { from: shop.orders, table: orders2 }
                                  - { from: shop.* }
                                  - { from: shop.products, table: p }
                                """,
                        "6:13: collections[1].from: never matches: 'shop.orders' before it covers"
                                + " it (remove it, or put it first)",
                        "8:13: collections[3].from: never matches: 'shop.*' before it covers it"
                                + " (remove it, or put it first)"),
                unseen(
                        "tables",
                        HEAD
                                + """
                                errors: { dead_letter_table: dead }
                                collections:
                                  - { from: shop.orders }
                                  - { from: crm.orders }
                                  - { from: crm.x, table: ORDERS }
                                  - { from: crm.dead }
                                  - { from: crm.y, table: lockstep_y }
                                  - { from: shop.*, table: all }
                                  - { from: crm.%s }
                                """
                                        .formatted("x".repeat(65)),
                        "7:5: collections[1]: would fill the table of 'shop.orders' too (a table"
                                + " of its own, such as {database}_{collection})",
                        "8:27: collections[2].table: would fill the table of 'shop.orders' too (a"
                                + " table of its own, such as {database}_{collection})",
                        "9:5: collections[3]: is the dead-letter table (another table)",
                        "10:27: collections[4].table: begins with lockstep_, which the job's own"
                                + " tables do (another name)",
                        "11:28: collections[5].table: would be one table for many collections (a"
                                + " name with {collection} in it)",
                        "12:5: collections[6]: makes a table's name that the target can't have"
                                + " (declare a table of at most 64 characters)"),
                unseen(
                        "a table's name",
                        HEAD + "collections: [{ from: a.b, table: 'x{colection}' }]\n",
                        "4:35: collections[0].table: 'x{colection}' is not a table's name (1 to 64"
                                + " characters, no control characters or emoji, no space at the"
                                + " end; {database} and {collection} stand for the source's"
                                + " names)"));
    }

    private static Stream<Case> columns() {
        return Stream.of(
                unseen(
                        "keys",
                        HEAD
                                + """
                                collections:
                                  - from: shop.orders
                                    key:
                                      - { path: number }
                                      - { path: _id.text, type: TEXT }
                                      - { path: a, mask: redact, type: VARCHAR(99) }
                                      - { path: b, mask: hash, type: CHAR(2) }
                                      - { path: c, type: VARCHAR(768) }
                                    columns:
                                      - { path: c, column: d }
                                  - from: shop.users
                                    key: [{ path: _id, mask: hash }]
                                    on_duplicate_key: latest
                                """,
                        "7:9: collections[0].key[0]: has no type, which a part of a key beside _id"
                                + " needs (add it, such as type: VARCHAR(255))",
                        "7:9: collections[0].key[0]: begins a key of up to 3486 bytes (shorter"
                                + " types: an index holds 3072 bytes, and a character of VARCHAR"
                                + " takes up to 4)",
                        "8:33: collections[0].key[1].type: can't be a primary key's type (a type"
                                + " of bounded length: at most VARCHAR(768) or VARBINARY(3072))",
                        "9:26: collections[0].key[2].mask: does not tell one document's key from"
                                + " another's (mask: hash)",
                        "10:9: collections[0].key[3]: needs a key for its mask (masking: {"
                                + " hash_key: ${KEY} })",
                        "10:26: collections[0].key[3].mask: makes 64 characters, which do not fit"
                                + " (type: CHAR(64))",
                        "13:9: collections[0].columns[0]: is a part of the key already (remove"
                                + " it)",
                        "15:11: collections[1].key[0]: needs a key for its mask (masking: {"
                                + " hash_key: ${KEY} })",
                        "15:30: collections[1].key[0].mask: is of the document's id, which is the"
                                + " key, and which dead letters name (no mask, or another field as"
                                + " the id)",
                        "16:23: collections[1].on_duplicate_key: has a meaning with a key of other"
                                + " fields than _id only (remove it: no two documents have one"
                                + " _id)"),
                seen(
                        "a key with the settings of a column",
                        HEAD
                                + "collections: [{ from: a.b, key: [{ path: _id, nullable: false"
                                + " }] }]\n",
                        "4:47: collections[0].key[0].nullable: is not a known key (known here:"
                                + " path, column, type, mask)"),
                unseen(
                        "columns that are in each other's way",
                        HEAD
                                + """
                                collections:
                                  - from: shop.orders
                                    columns:
                                      - { path: number, column: ID }
                                      - { path: a.b }
                                      - { path: c, column: A_b }
                                      - { path: internal.notes }
                                    exclude: [internal, _id]
                                """,
                        "7:9: collections[0].columns[0]: its column's name is taken in this table"
                                + " (names that differ in more than upper and lower case; a table"
                                + " without a declared key has a column id)",
                        "9:9: collections[0].columns[2]: its column's name is taken in this table"
                                + " (names that differ in more than upper and lower case; a table"
                                + " without a declared key has a column id)",
                        "10:9: collections[0].columns[3]: is declared and excluded (remove it here"
                                + " or from exclude)",
                        "11:14: collections[0].exclude: leaves out _id (_id stays: it is the"
                                + " table's key)"),
                unseen(
                        "types and defaults",
                        HEAD
                                + """
                                collections:
                                  - from: shop.orders
                                    columns:
                                      - { path: a, type: VARCHAR, default: x }
                                      - { path: b, type: VARCHAR(3), default: abcd }
                                      - { path: c, nullable: false, default: null }
                                      - { path: d, type: "DECIMAL(4,2)", default: 123.4 }
                                      - { path: e, type: JSON, default: "[]" }
                                      - { path: f, type: TINYINT, default: 128 }
                                      - { path: g, type: DATETIME(3), default: yesterday }
                                      - { path: h, type: DOUBLE, default: 1e999 }
                                      - { path: i, type: BOOLEAN, default: 1 }
                                """,
                        "7:26: collections[0].columns[0].type: 'VARCHAR' is not a column type (one"
                                + " of BOOLEAN, TINYINT, SMALLINT, INT, BIGINT, DOUBLE,"
                                + " DECIMAL(p,s), CHAR(n), VARCHAR(n), TEXT, LONGTEXT, DATETIME(3),"
                                + " VARBINARY(n), BLOB, LONGBLOB, JSON)",
                        "8:47: collections[0].columns[1].default: does not fit the column's type"
                                + " (a value that fits VARCHAR(3))",
                        "9:46: collections[0].columns[2].default: is null, but the column is not"
                                + " nullable (another default)",
                        "10:51: collections[0].columns[3].default: does not fit the column's type"
                                + " (a value that fits DECIMAL(4,2))",
                        "11:41: collections[0].columns[4].default: does not fit the column's type"
                                + " (no default: columns of this type can't have one yet)",
                        "12:44: collections[0].columns[5].default: does not fit the column's type"
                                + " (a value that fits TINYINT)",
                        "13:48: collections[0].columns[6].default: does not fit the column's type"
                                + " (a value that fits DATETIME(3), such as"
                                + " 2026-01-01T00:00:00Z)",
                        "14:43: collections[0].columns[7].default: does not fit the column's type"
                                + " (a value that fits DOUBLE)",
                        "15:44: collections[0].columns[8].default: does not fit the column's type"
                                + " (a value that fits BOOLEAN)"),
                unseen(
                        "policies",
                        HEAD
                                + """
                                collections:
                                  - from: shop.orders
                                    columns:
                                      - { path: a, nullable: false, on_missing: keep }
                                      - { path: b, nullable: false, on_null: null }
                                      - { path: c, on_mismatch: default, type: INT }
                                      - { path: d, on_mismatch: text, type: INT }
                                      - { path: e, on_missing: reject, on_null: reject }
                                """,
                        "7:49: collections[0].columns[0].on_missing: makes NULL, but the column is"
                                + " not nullable (another policy)",
                        "8:46: collections[0].columns[1].on_null: makes NULL, but the column is"
                                + " not nullable (another policy)",
                        "9:33: collections[0].columns[2].on_mismatch: has no default to take (add"
                                + " default: to the column)",
                        "10:33: collections[0].columns[3].on_mismatch: needs a column of text"
                                + " (type: TEXT, or VARCHAR of some length)"),
                seen(
                        "a policy that there is not",
                        HEAD
                                + "collections: [{ from: a.b, columns: [{ path: a, on_null: keep"
                                + " }] }]\n",
                        "4:58: collections[0].columns[0].on_null: 'keep' is not one of null,"
                                + " default, reject (one of null, default, reject)"),
                unseen(
                        "sources of columns",
                        HEAD
                                + """
                                collections:
                                  - from: shop.orders
                                    deletes: soft
                                    columns:
                                      - { column: a }
                                      - { path: b, constant: 1, column: b }
                                      - { constant: 1 }
                                      - { constant: abc, column: d, type: CHAR(2) }
                                      - { path: e, column: _Deleted }
                                """,
                        "8:9: collections[0].columns[0]: has no source (add path, constant,"
                                + " metadata or expression)",
                        "9:9: collections[0].columns[1]: has several sources (one of path, constant,"
                                + " metadata, expression)",
                        "10:21: collections[0].columns[2].constant: is of a column without a name"
                                + " (add column: name)",
                        "11:21: collections[0].columns[3].constant: does not fit the column's type"
                                + " (a value that fits CHAR(2))",
                        "12:9: collections[0].columns[4]: its column's name is that of a soft"
                                + " delete's flag (another name, or declare the flag under another:"
                                + " metadata: deleted, column: is_gone)"),
                unseen(
                        "histories",
                        HEAD
                                + """
                                collections:
                                  - { from: shop.orders, history: true }
                                  - { from: shop.orders_history }
                                  - { from: shop.a, history_table: b }
                                  - from: shop.c
                                    history: true
                                    history_table: d
                                    table: D
                                    columns:
                                      - { path: e, column: _Position }
                                      - { metadata: operation }
                                """,
                        "6:5: collections[1]: would fill the table of 'shop.orders' too (a table of"
                                + " its own, such as {database}_{collection})",
                        "7:36: collections[2].history_table: is of no use without a history"
                                + " (history: true)",
                        "10:20: collections[3].history_table: is the table of the rows (another"
                                + " table)",
                        "13:9: collections[3].columns[0]: its column's name is one of the"
                                + " history's own (another name than _position, _operation,"
                                + " _cluster_time)"),
                unseen(
                        "children of a key",
                        HEAD
                                + """
                                collections:
                                  - from: shop.orders
                                    key: [{ path: a, type: VARCHAR(767) }]
                                    children:
                                      - { path: x }
                                      - { path: y, element_key: sku }
                                      - path: z
                                        children: [{ path: w }]
                                      - { path: m, map: true }
                                      - { path: a.b }
                                """,
                        "9:9: collections[0].children[1]: has rows whose key takes 3076 bytes or more"
                                + " (shorter types in the table's key: an index holds 3072 bytes)",
                        "11:20: collections[0].children[2].children[0]: has rows whose key takes 3076"
                                + " bytes or more (shorter types in the table's key: an index holds"
                                + " 3072 bytes)",
                        "12:9: collections[0].children[3]: has rows whose key takes 4088 bytes or more"
                                + " (shorter types in the table's key: an index holds 3072 bytes)",
                        "13:9: collections[0].children[4]: is at, in or around the path of a column (a"
                                + " column or a child table for a field, not both)"),
                unseen(
                        "children",
                        HEAD
                                + """
                                collections:
                                  - from: shop.orders
                                    columns: [{ path: a.b }]
                                    exclude: [x]
                                    children:
                                      - { path: a }
                                      - { path: x.y }
                                      - { path: items, element_key: sku, map: true }
                                      - { path: items.lots }
                                      - { path: z, table: orders_items }
                                      - path: q
                                        columns:
                                          - { path: n, column: Ordinal }
                                          - { path: m, on_missing: keep }
                                          - { metadata: deleted }
                                          - { path: card.no }
                                          - { path: card, mask: redact }
                                  - { from: shop.orders_q }
                                  - from: shop.*
                                    children: [{ path: items, table: items }]
                                """,
                        "9:9: collections[0].children[0]: is at, in or around the path of a column (a"
                                + " column or a child table for a field, not both)",
                        "10:9: collections[0].children[1]: is declared and excluded (remove it here or"
                                + " from exclude)",
                        "11:37: collections[0].children[2].element_key: is of a map, whose fields'"
                                + " names are its key (remove it, or map)",
                        "12:9: collections[0].children[3]: is at, in or around the path of another"
                                + " child table (one table for each path; those within it stand in"
                                + " its children)",
                        "13:9: collections[0].children[4]: would fill another table of its collection"
                                + " (a table of its own: table: name)",
                        "16:13: collections[0].children[5].columns[0]: its column's name is taken in"
                                + " this table (names that differ in more than upper and lower case;"
                                + " 'ordinal' is the column of the table's key)",
                        "17:13: collections[0].children[5].columns[1]: keeps a value, but a child"
                                + " table's rows are replaced (on_missing: null, default or reject)",
                        "18:13: collections[0].children[5].columns[2]: is a soft delete's flag (it is"
                                + " in the parent's table only)",
                        "19:13: collections[0].children[5].columns[3]: shows a part of what is masked"
                                + " (mask it too, or remove it)",
                        "21:5: collections[1]: would fill the table of 'shop.orders' too (a table of"
                                + " its own, such as {database}_{collection})",
                        "23:16: collections[2].children[0]: would be one table for many collections (a"
                                + " name with {collection} in it)"),
                unseen(
                        "expressions",
                        HEAD
                                + """
                                collections:
                                  - from: shop.orders
                                    filter: doc.status = 'new'
                                    columns:
                                      - { expression: doc.a + }
                                      - { expression: "sizes(doc.a)", column: b }
                                      - { expression: normalisePhone(doc.a), column: e }
                                      - column: c
                                        expression: |
                                          doc.a > 1
                                            || other.b > 1
                                      - { expression: "'${X:-1}' + 1", column: d }
                                  - { from: shop.a, filter: size(doc.b) }
                                """,
                        "6:24: collections[0].filter: is not a valid expression: "
                                + "token recognition error at: '= ' (CEL, such as doc.status "
                                + "!= 'deleted')",
                        "6:26: collections[0].filter: is not a valid expression: "
                                + "extraneous input ''new'' expecting <EOF> (CEL, such as "
                                + "doc.status != 'deleted')",
                        "8:23: collections[0].columns[0].expression: is of a column "
                                + "without a name (add column: name)",
                        "8:30: collections[0].columns[0].expression: is not a valid "
                                + "expression: mismatched input '<EOF>' expecting {'[', '{', "
                                + "'(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, "
                                + "NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER} (CEL, such as "
                                + "doc.status != 'deleted')",
                        "9:29: collections[0].columns[1].expression: is not a valid "
                                + "expression: undeclared reference to 'sizes' (did you mean "
                                + "'size'?)",
                        "10:37: collections[0].columns[2].expression: is not a valid "
                                + "expression: undeclared reference to 'normalisePhone' (did "
                                + "you mean 'normalizePhone'?)",
                        "14:16: collections[0].columns[3].expression: is not a valid "
                                + "expression: undeclared reference to 'other' (CEL, such as "
                                + "doc.status != 'deleted')",
                        "15:23: collections[0].columns[4].expression: is not a valid "
                                + "expression: found no matching overload for '_+_' applied to "
                                + "'(string, int)' (candidates: (int, int),(uint, "
                                + "uint),(double, double),(string, string),(bytes, "
                                + "bytes),(list(%A0), list(%A0)),(google.protobuf.Timestamp, "
                                + "google.protobuf.Duration),(google.protobuf.Duration, "
                                + "google.protobuf.Timestamp),(google.protobuf.Duration, "
                                + "google.protobuf.Duration)) (CEL, such as doc.status != "
                                + "'deleted')",
                        "16:29: collections[1].filter: is never true or false (a "
                                + "condition, such as doc.status != 'deleted')"),
                unseen(
                        "masks",
                        HEAD
                                + """
                                masking: { encryption_keys: [{ id: a, key: "${X:-c2hvcnQ=}" }] }
                                collections:
                                  - from: shop.orders
                                    columns:
                                      - { path: a, mask: redact, type: INT }
                                      - { path: _id.b, mask: redact }
                                      - { path: c, mask: redact, mask_keep: 2 }
                                      - { path: d, mask: hash }
                                      - { path: e, mask: null }
                                      - { path: e.f }
                                """,
                        "4:44: masking.encryption_keys[0].key: is not a key from the environment"
                                + " (${VARIABLE} with 32 bytes in base64, as `openssl rand -base64"
                                + " 32` makes them)",
                        "8:26: collections[0].columns[0].mask: makes text, but the column's type is"
                                + " another (TEXT)",
                        "9:30: collections[0].columns[1].mask: is of the document's id, which is"
                                + " the key, and which dead letters name (no mask, or another field"
                                + " as the id)",
                        "10:45: collections[0].columns[2].mask_keep: has a meaning with mask:"
                                + " partial only (remove it)",
                        "11:9: collections[0].columns[3]: needs a key for its mask (masking: {"
                                + " hash_key: ${KEY} })",
                        "13:9: collections[0].columns[5]: shows a part of what is masked (mask it"
                                + " too, or remove it)"),
                seen(
                        "a key that stands in the file",
                        HEAD
                                + "masking: { hash_key: MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY= }\n"
                                + "collections: [{ from: a.b }]\n",
                        "4:22: masking.hash_key: is text, not a key from the environment"
                                + " (${VARIABLE} with 32 bytes in base64, as `openssl rand -base64"
                                + " 32` makes them)"),
                unseen(
                        "a name that is too long when joined",
                        HEAD
                                + "collections: [{ from: a.b, columns: [{ path: %s.%s }] }]\n"
                                        .formatted("x".repeat(32), "y".repeat(32)),
                        "4:46: collections[0].columns[0].path: does not make a column's name (name"
                                + " one: column: short_name)"));
    }
}
