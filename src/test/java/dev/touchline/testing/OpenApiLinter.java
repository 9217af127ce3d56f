package dev.touchline.testing;

import java.util.List;

/** Lints API descriptions with their standard tools. */
public final class OpenApiLinter {

    private OpenApiLinter() {}

    /**
     * The violations in an OpenAPI or AsyncAPI document, warnings included, by Spectral's rules and, for AsyncAPI, by
     * AsyncAPI's parser. Skips the test if Node.js or the npm packages are missing.
     */
    public static List<String> violations(String document) {
        return NodeScript.lines("describe.js", "@asyncapi/parser", document);
    }
}
