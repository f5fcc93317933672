package dev.lockstep.local.mongodb;

/** The one user that a server knows, in database {@code admin} and with every right. */
public record Credentials(String user, String password) {

    @Override
    public String toString() {
        return "Credentials[user=" + user + "]";
    }
}
