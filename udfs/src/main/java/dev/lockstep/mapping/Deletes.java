package dev.lockstep.mapping;

/** What happens to the row of a document that is deleted. */
public enum Deletes {
    /** It is removed. */
    HARD,
    /** It stays and is flagged, with the time; when the document comes back it is not any more. */
    SOFT,
    /** It stays as it is. */
    IGNORE
}
