package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.Document;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A role's full name. */
record Role(String name, String database) {

    /** The roles of a command's list: documents, or names of roles of the command's database. */
    static List<Role> list(@Nullable Object roles, String database) {
        return ((Collection<?>) (roles == null ? List.of() : roles))
                .stream().map(role -> of(role, database)).toList();
    }

    private static Role of(Object role, String database) {
        return role instanceof Document document
                ? new Role((String) document.get("role"), (String) document.get("db"))
                : new Role((String) role, database);
    }

    Document toDocument() {
        return new Document("role", name).append("db", database);
    }

    @Override
    public String toString() {
        return name + "@" + database;
    }
}
