package dev.touchline.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.touchline.format.UpdateJson.Placed;
import dev.touchline.format.UpdateJson.Written;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BundleTest {

    private final List<Told> updates = LongStream.rangeClosed(3, 5)
            .mapToObj(seq ->
                    new Told(new Placed(seq + 67, new Written("m", seq, null, null, null, "{\"é\":" + seq + "}"))))
            .toList();

    @Test
    void theFramesOfSeveralUpdatesLeaveInTheirOrderAsOneChunk() {
        Bundle bundle = new Bundle(Numbering.SEQ, updates);
        String frames = "event: update\nid: 3\ndata: {\"é\":3}\n\nevent: update\nid: 4\ndata: {\"é\":4}\n\n"
                + "event: update\nid: 5\ndata: {\"é\":5}\n\n";
        String size = Integer.toHexString(frames.getBytes(StandardCharsets.UTF_8).length);
        assertEquals(size + "\r\n" + frames + "\r\n", bundle.chunk().toString(StandardCharsets.UTF_8));
        assertEquals(frames, bundle.plain().toString());
        bundle.release();
    }

    @Test
    void itIsNumberedAsItsStreamIs() {
        assertEquals(3, new Bundle(Numbering.SEQ, updates).first());
        assertEquals(72, new Bundle(Numbering.POSITION, updates).last());
    }

    @Test
    void itIsWrittenOnceAndGoneWhenEverybodyHasItsShare() {
        Bundle bundle = new Bundle(Numbering.POSITION, updates);
        assertSame(bundle.chunk(), bundle.chunk());
        var share = bundle.chunk().retainedDuplicate();
        bundle.release();
        assertEquals(1, share.refCnt());
        share.release();
        assertEquals(0, share.refCnt());
    }
}
