package dev.touchline.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;

/** Input is not valid JSON. The message names place and cause and does not quote the input. */
public final class MalformedException extends RuntimeException {

    public MalformedException(String message) {
        super(message);
    }

    static MalformedException of(JsonProcessingException e) {
        JsonLocation location = e.getLocation();
        String where =
                location == null ? "" : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
        // Without the location that Jackson appends.
        String message = e.getOriginalMessage()
                .lines()
                .findFirst()
                .orElse("")
                .split(" \\((?:start marker|of type|bound as|for |from )", 2)[0];
        // Jackson quotes the token, which may be a whole line of input.
        String reason = message.replaceFirst("^Unrecognized token '.*?':", "Unrecognized token:");
        return new MalformedException("not valid JSON" + where + ": " + Violation.printable(reason));
    }
}
