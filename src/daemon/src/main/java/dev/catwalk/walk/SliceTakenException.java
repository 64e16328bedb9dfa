package dev.catwalk.walk;

/** Another node recorded what we were about to record: it works on this slice, so we leave it. */
class SliceTakenException extends RuntimeException {
    SliceTakenException(SliceRef slice) {
        super("another node works on slice " + slice.sliceNo() + " of walk " + slice.walkId(), null, false, false);
    }
}
