package dev.lockstep.local.mongodb;

/** A user's name and password. */
public record Credentials(String user, String password) {

    @Override
    public String toString() {
        return "Credentials[user=" + user + "]";
    }
}
