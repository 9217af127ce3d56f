package dev.touchline.live.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.touchline.codec.update.UpdateJson.EncodedUpdate;
import dev.touchline.codec.update.UpdateJson.PositionedUpdate;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FrameBatchTest {

    private final List<StreamUpdate> updates = LongStream.rangeClosed(3, 5)
            .mapToObj(seq -> new StreamUpdate(new PositionedUpdate(
                    seq + 67, new EncodedUpdate("m", seq, null, null, null, "{\"é\":" + seq + "}"))))
            .toList();

    @Test
    void framesAreJoinedInOrderIntoOneChunk() {
        FrameBatch batch = new FrameBatch(EventIdScheme.SEQ, updates);
        String frames = "event: update\nid: 3-70\ndata: {\"é\":3}\n\nevent: update\nid: 4-71\ndata: {\"é\":4}\n\n"
                + "event: update\nid: 5-72\ndata: {\"é\":5}\n\n";
        String size = Integer.toHexString(frames.getBytes(StandardCharsets.UTF_8).length);
        assertEquals(size + "\r\n" + frames + "\r\n", batch.chunk().toString(StandardCharsets.UTF_8));
        assertEquals(frames, batch.frames().toString());
        batch.release();
    }

    @Test
    void numbersFollowTheIdScheme() {
        assertEquals(3, new FrameBatch(EventIdScheme.SEQ, updates).firstNumber());
        assertEquals(72, new FrameBatch(EventIdScheme.POSITION, updates).lastNumber());
    }

    @Test
    void chunkIsEncodedOnceAndReleasedAfterDispatch() {
        FrameBatch batch = new FrameBatch(EventIdScheme.POSITION, updates);
        assertSame(batch.chunk(), batch.chunk());
        var share = batch.chunk().retainedDuplicate();
        batch.release();
        assertEquals(1, share.refCnt());
        share.release();
        assertEquals(0, share.refCnt());
    }
}
