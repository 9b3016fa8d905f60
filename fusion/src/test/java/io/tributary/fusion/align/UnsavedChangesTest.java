package io.tributary.fusion.align;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** What an {@link UnsavedChanges} shows is what was done; what it writes, and when, is what it promises. */
final class UnsavedChangesTest {
    private static final byte ENTRY = 4;
    private static final byte MARKER = 2;

    private final List<String> written = new ArrayList<>();
    private final MemoryMomentStore store = new MemoryMomentStore() {
        @Override
        public void put(byte[] key, byte[] value) {
            written.add("put " + name(key));
            super.put(key, value);
        }

        @Override
        public void delete(byte[] key) {
            written.add("delete " + name(key));
            super.delete(key);
        }
    };

    @Property
    void itShowsWhatAPlainStoreWouldShow(
            @ForAll @Size(max = 60) List<@IntRange(max = 119) Integer> draws, @ForAll boolean together) {
        var plain = new MemoryMomentStore();
        var inner = new MemoryMomentStore();
        var changes = new UnsavedChanges(inner, together);
        for (int draw : draws) {
            byte[] key = key(draw % 2 == 0 ? ENTRY : MARKER, draw / 2 % 4);
            byte[] value = {(byte) draw};
            switch (draw / 8 % 5) {
                case 0, 1 -> {
                    if (plain.get(key) == null) {
                        changes.add(key, value);
                    } else {
                        changes.put(key, value);
                    }
                    plain.put(key, value);
                }
                case 2 -> {
                    plain.put(key, value);
                    changes.put(key, value);
                }
                case 3 -> {
                    plain.delete(key);
                    changes.delete(key);
                }
                default -> changes.save();
            }
            assertThat(changes.get(key)).isEqualTo(plain.get(key));
            assertThat(contents(changes)).isEqualTo(contents(plain));
        }
        changes.save();
        changes.save();
        assertThat(contents(inner)).isEqualTo(contents(plain));
        assertThat(changes.isEmpty()).isTrue();
    }

    @Test
    void whatCameAndWentBetweenTwoCommitsIsNeverWritten() {
        var changes = new UnsavedChanges(store, true);
        changes.add(key(ENTRY, 1), new byte[] {1});
        changes.put(key(ENTRY, 1), new byte[] {2});
        changes.delete(key(ENTRY, 1));
        changes.save();
        assertThat(written).isEmpty();
    }

    @Test
    void whatTheStoreMayHaveIsDeletedThere() {
        var changes = new UnsavedChanges(store, true);
        changes.put(key(ENTRY, 1), new byte[] {1});
        changes.delete(key(ENTRY, 1));
        changes.add(key(ENTRY, 1), new byte[] {1});
        changes.delete(key(ENTRY, 1));
        changes.save();
        assertThat(written).containsExactly("delete 4-1");
    }

    /** A crash may lose the decisions of the first commit, and must then find what they were made of. */
    @Test
    void whereResultsMayBeLostWhatTheyWereMadeOfIsDeletedACommitLater() {
        var changes = new UnsavedChanges(store, false);
        changes.add(key(ENTRY, 1), new byte[] {1});
        changes.save();
        changes.delete(key(ENTRY, 1));
        changes.add(key(MARKER, 1), new byte[] {1});
        changes.add(key(ENTRY, 2), new byte[] {1});
        changes.save();
        assertThat(written).containsExactly("put 4-1", "put 4-2");
        assertThat(changes.isEmpty()).isFalse();
        changes.save();
        assertThat(written).containsExactly("put 4-1", "put 4-2", "put 2-1", "delete 4-1");
    }

    private static byte[] key(byte kind, int number) {
        return new byte[] {kind, (byte) number};
    }

    private static String name(byte[] key) {
        return key[0] + "-" + key[1];
    }

    private static Map<String, Integer> contents(MomentStore store) {
        Map<byte[], byte[]> found = new TreeMap<>(java.util.Arrays::compareUnsigned);
        store.scan(new byte[] {0}, new byte[] {9}, found::put);
        return found.entrySet().stream()
                .collect(Collectors.toMap(entry -> name(entry.getKey()), entry -> (int) entry.getValue()[0]));
    }
}
