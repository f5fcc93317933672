package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.Document;
import java.util.Collection;
import java.util.List;

/** A role that somebody made: privileges of its own, and those of other roles. */
record CustomRole(Role name, List<Privilege> privileges, List<Role> inherited) {

    CustomRole {
        privileges = List.copyOf(privileges);
        inherited = List.copyOf(inherited);
    }

    /** Of what {@link #toDocument} gave. */
    static CustomRole of(Document document) {
        Role name = new Role((String) document.get("role"), (String) document.get("db"));
        return of(name, document);
    }

    /** Of a {@code createRole} command. */
    static CustomRole of(Role name, Document document) {
        Collection<?> privileges = (Collection<?>) document.getOrDefault("privileges", List.of());
        return new CustomRole(
                name,
                privileges.stream().map(privilege -> Privilege.of((Document) privilege)).toList(),
                Role.list(document.get("roles"), name.database()));
    }

    Document toDocument() {
        return new Document("_id", name.database() + "." + name.name())
                .append("role", name.name())
                .append("db", name.database())
                .append("privileges", privileges.stream().map(Privilege::toDocument).toList())
                .append("roles", inherited.stream().map(Role::toDocument).toList());
    }
}
