package dev.lockstep.local.mongodb;

/** A server that somebody else runs; closing leaves it alone. */
record GivenMongoDb(String uri) implements MongoDb {

    @Override
    public String describe() {
        return "MongoDB at " + withoutSecrets();
    }

    /** Hosts only: user, password and options stay out of logs. */
    private String withoutSecrets() {
        String rest = uri.substring(uri.indexOf("://") + 3);
        String authority = rest.split("[/?]", 2)[0];
        return authority.substring(authority.lastIndexOf('@') + 1);
    }

    @Override
    public String toString() {
        return describe();
    }

    @Override
    public void close() {}
}
