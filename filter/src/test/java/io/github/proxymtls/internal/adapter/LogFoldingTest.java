package io.github.proxymtls.internal.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.adapter.LogFolding.Folded;
import io.github.proxymtls.internal.adapter.LogFolding.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LogFoldingTest {

  private static final LogFolding.Key KEY = key("10.0.0.1", "a");

  private final AtomicLong minute = new AtomicLong();
  private final List<Folded> folded = new ArrayList<>();
  private final LogFolding folding = new LogFolding(minute::get, folded::add);

  @Test
  void countsTheEleventhLineOfAMinute() {
    List<Line> lines = IntStream.range(0, 13).mapToObj(i -> folding.next(KEY)).toList();

    assertThat(lines.subList(0, 9)).containsOnly(Line.WRITTEN);
    assertThat(lines.subList(9, 13))
        .containsExactly(Line.LAST, Line.COUNTED, Line.COUNTED, Line.COUNTED);
    assertThat(folded).isEmpty();
  }

  @Test
  void reportsTheCountWhenTheNextMinuteBegins() {
    repeat(12, KEY);
    minute.incrementAndGet();

    assertThat(folding.next(key("10.0.0.2", null))).isEqualTo(Line.WRITTEN);
    assertThat(folded).containsExactly(new Folded(KEY.reason(), KEY, 2));
    assertThat(folding.next(KEY)).isEqualTo(Line.WRITTEN);
  }

  @Test
  void reportsNothingOfTenLines() {
    repeat(10, KEY);
    folding.flush();

    assertThat(folded).isEmpty();
  }

  @Test
  void writesEveryKeyOfAMinute() {
    repeat(11, KEY);

    for (LogFolding.Key other :
        List.of(
            key("10.0.0.2", "a"),
            key("10.0.0.1", "b"),
            key("10.0.0.1", null),
            new LogFolding.Key(KEY.reason(), "edge", KEY.peer(), KEY.thumbprint()),
            new LogFolding.Key(Reason.CERTIFICATE_REVOKED, null, KEY.peer(), KEY.thumbprint()))) {
      assertThat(folding.next(other)).as(other.toString()).isEqualTo(Line.WRITTEN);
    }
  }

  @Test
  void countsKeysBeyondTheTableByReason() {
    for (int i = 0; i < LogFolding.ROWS; i++) {
      assertThat(folding.next(key("10.0.0.1", "t" + i))).isEqualTo(Line.WRITTEN);
    }
    repeat(3, key("10.0.0.1", "beyond"));
    assertThat(folding.next(key("10.0.0.1", "other"))).isEqualTo(Line.COUNTED);
    assertThat(folding.next(key("10.0.0.1", "t0"))).isEqualTo(Line.WRITTEN);
    folding.flush();

    assertThat(folded).containsExactly(new Folded(KEY.reason(), null, 4));
  }

  @Test
  void losesNoLineOfManyThreads() {
    AtomicInteger written = new AtomicInteger();
    IntStream.range(0, 20_000)
        .parallel()
        .forEach(
            i -> {
              if (folding.next(key("10.0.0.1", "t" + i % 2_000)) != Line.COUNTED) {
                written.incrementAndGet();
              }
            });
    folding.flush();

    long counted = folded.stream().mapToLong(Folded::count).sum();
    assertThat(written.get() + counted).isEqualTo(20_000);
    assertThat(written.get()).isLessThanOrEqualTo(LogFolding.ROWS * LogFolding.LINES);
  }

  private void repeat(int times, LogFolding.Key key) {
    IntStream.range(0, times).forEach(i -> folding.next(key));
  }

  private static LogFolding.Key key(String peer, @Nullable String thumbprint) {
    return new LogFolding.Key(Reason.CERTIFICATE_UNTRUSTED, null, peer, thumbprint);
  }
}
