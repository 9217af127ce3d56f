package dev.touchline.command;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {

    private static final CommandOptions.Syntax SYNTAX =
            new CommandOptions.Syntax(Set.of("key", "days"), Set.of("header"), 1);

    @Test
    void valuesFlagsAndOperandsAreParsed() {
        CommandOptions options = SYNTAX.parse("--key", "a b", "--header", "ready", "--days=3");
        assertAll(
                () -> assertEquals("a b", options.required("key")),
                () -> assertEquals(3, options.number("days", 30, 1, 10)),
                () -> assertTrue(options.has("header")),
                () -> assertEquals(List.of("ready"), options.operands()));
    }

    @Test
    void missingOptionsHaveDefaults() {
        CommandOptions options = SYNTAX.parse();
        assertAll(
                () -> assertEquals("here", options.value("key", "here")),
                () -> assertEquals(30, options.number("days", 30, 1, 10)),
                () -> assertFalse(options.has("header")),
                () -> assertEquals(List.of(), options.operands()));
    }

    @Test
    void valueMayBeginWithAHyphen() {
        assertEquals("-1", SYNTAX.parse("--key=-1").required("key"));
        assertEquals("--header", SYNTAX.parse("--key", "--header").required("key"));
    }

    @ParameterizedTest
    @CsvSource({
        "--kay x, Unknown option --kay.",
        "-key x, Unknown option -key.",
        "--key, --key needs a value.",
        "--key=, --key needs a value.",
        "--key a --key b, --key is given twice.",
        "--header --header, --header is given twice.",
        "--header=yes, --header takes no value.",
        "ready live, Unexpected argument live."
    })
    void usageErrorIsNamed(String line, String message) {
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> SYNTAX.parse(line.split(" ")));
        assertEquals(message, refusal.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"0", "11", "x", "1.5", "99999999999"})
    void numberOutOfBoundsIsRejected(String value) {
        CommandOptions options = SYNTAX.parse("--days", value);
        assertEquals(
                "--days takes a whole number from 1 to 10.",
                assertThrows(IllegalArgumentException.class, () -> options.number("days", 3, 1, 10))
                        .getMessage());
    }

    @Test
    void missingRequiredOptionIsNamed() {
        assertEquals(
                "--key is required.",
                assertThrows(IllegalArgumentException.class, () -> SYNTAX.parse()
                                .required("key"))
                        .getMessage());
    }
}
