package dev.touchline.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;

/** What was sent cannot be read at all. The message says where and why, without repeating what was sent. */
public final class MalformedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public MalformedException(String message) {
        super(message);
    }

    static MalformedException of(JsonProcessingException e) {
        JsonLocation location = e.getLocation();
        String where =
                location == null ? "" : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
        // Jackson's own message goes on with where the parser stood, which is said already.
        String why = e.getOriginalMessage()
                .lines()
                .findFirst()
                .orElse("")
                .split(" \\((?:start marker|of type|bound as|for |from )", 2)[0];
        // The token is whatever was sent, a whole line of it at times.
        String told = why.replaceFirst("^Unrecognized token '.*?':", "Unrecognized token:");
        return new MalformedException("not valid JSON" + where + ": " + Violation.printable(told));
    }
}
