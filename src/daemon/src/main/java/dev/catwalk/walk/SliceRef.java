package dev.catwalk.walk;

import dev.catwalk.platform.ComponentAppId;

/** One slice of one walk. */
record SliceRef(long walkId, int sliceNo, WalkScope scope, ComponentAppId component) {}
