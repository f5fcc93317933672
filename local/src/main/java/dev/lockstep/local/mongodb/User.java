package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.Document;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** A user, who is of one database and has roles in any. */
record User(Id id, UUID uuid, ScramCredential credential, List<Role> roles) {

    User {
        roles = List.copyOf(roles);
    }

    /** A user's full name; a name is unique in its database only. */
    record Id(String name, String database) {
        Document toDocument() {
            return new Document("user", name).append("db", database);
        }

        @Override
        public String toString() {
            return name + "@" + database;
        }
    }

    static User of(Document document) {
        String database = (String) document.get("db");
        Document credentials = (Document) document.get("credentials");
        return new User(
                new Id((String) document.get("user"), database),
                (UUID) document.get("userId"),
                ScramCredential.of((Document) credentials.get(ScramSha256.NAME)),
                Role.list(document.get("roles"), database));
    }

    /** Who may do everything. */
    static User root(Credentials credentials) {
        return new User(
                new Id(credentials.user(), "admin"),
                UUID.randomUUID(),
                ScramSha256.credential(credentials.password()),
                List.of(new Role("root", "admin")));
    }

    User withCredential(ScramCredential value) {
        return new User(id, uuid, value, roles);
    }

    User withRoles(List<Role> value) {
        return new User(id, uuid, credential, value);
    }

    User granted(List<Role> more) {
        Set<Role> all = new LinkedHashSet<>(roles);
        all.addAll(more);
        return withRoles(List.copyOf(all));
    }

    User revoked(List<Role> less) {
        return withRoles(roles.stream().filter(role -> !less.contains(role)).toList());
    }

    /** As {@code usersInfo} shows it. */
    Document toDocument() {
        return new Document("_id", id.database() + "." + id.name())
                .append("userId", uuid)
                .append("user", id.name())
                .append("db", id.database())
                .append("roles", roles.stream().map(Role::toDocument).toList())
                .append("mechanisms", List.of(ScramSha256.NAME));
    }

    /** As it is kept. */
    Document toStoredDocument() {
        return toDocument()
                .append("credentials", new Document(ScramSha256.NAME, credential.toDocument()));
    }
}
