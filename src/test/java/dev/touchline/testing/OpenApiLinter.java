package dev.touchline.testing;

import java.util.List;

/** Judges descriptions of interfaces as their makers do. */
public final class OpenApiLinter {

    private OpenApiLinter() {}

    /**
     * What is wrong with an OpenAPI or AsyncAPI document by Spectral's rules, and for the latter by AsyncAPI's parser,
     * warnings included. Skips the test where there is no Node.js, or the packages are not installed.
     */
    public static List<String> mistakes(String document) {
        return NodeScript.lines("describe.js", "@asyncapi/parser", document);
    }
}
