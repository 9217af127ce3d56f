package dev.touchline.messaging.deadletter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.rabbitmq.client.AMQP.BasicProperties;
import dev.touchline.messaging.connector.DeliveryMetadata;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeadLetterTest {

    private static final DeliveryMetadata METADATA =
            new DeliveryMetadata("m-1", false, "match.events", "football", null, 7, new BasicProperties());

    @Test
    void reportIsRecognisedByItsContentAndReason() {
        String report = DeadLetter.reportOf("a goal", "refused", "m-1");
        assertEquals(report, DeadLetter.reportOf("a goal", "refused", "m-2"));
        assertNotEquals(report, DeadLetter.reportOf("a goal", "too late", "m-1"));
        assertNotEquals(report, DeadLetter.reportOf("another goal", "refused", "m-1"));
    }

    @Test
    void redrivenReportIsAnotherOne() {
        String report = DeadLetter.reportOf("a goal", "refused", "m-1");
        String redriven = DeadLetter.reportOf("a goal", "refused", DeadLetter.redrivenId(4));
        assertNotEquals(report, redriven);
        assertNotEquals(redriven, DeadLetter.reportOf("a goal", "refused", DeadLetter.redrivenId(5)));
    }

    @Test
    void reportIsReadFromTheHeadersOfALetter() {
        assertEquals(
                "1f",
                read(DeadLetterHeaders.write("refused", 3, METADATA, 7, "1f")).report());
        assertNull(
                read(DeadLetterHeaders.write("refused", 3, METADATA, 7, null)).report());
        assertNull(read(Map.of("x-touchline-report", "1f")).report(), "of a message that has no reason");
    }

    private static DeadLetter read(Map<String, Object> headers) {
        return DeadLetterHeaders.read(
                new BasicProperties.Builder().headers(headers).build(), "football", 7, new byte[7]);
    }
}
