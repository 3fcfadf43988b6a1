package io.github.proxymtls.internal.fetch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Collects a response body up to a limit. Closes the connection beyond it, or if the body is not
 * accepted.
 */
final class LimitedBody implements HttpResponse.BodySubscriber<byte[]> {

  private final int limit;
  private final @Nullable String refusal;
  private final ByteArrayOutputStream collected = new ByteArrayOutputStream();
  private final CompletableFuture<byte[]> body = new CompletableFuture<>();
  private Flow.@Nullable Subscription subscription;

  /**
   * @param limit the maximum size, in octets
   * @param refusal why the body is not accepted, or null if it is
   */
  LimitedBody(int limit, @Nullable String refusal) {
    this.limit = limit;
    this.refusal = refusal;
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    this.subscription = subscription;
    if (refusal == null) {
      subscription.request(Long.MAX_VALUE);
    } else {
      hangUp(refusal);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      if (buffer.remaining() > limit - collected.size()) {
        hangUp("the response body is larger than " + limit + " bytes");
        return;
      }
      byte[] octets = new byte[buffer.remaining()];
      buffer.get(octets);
      collected.writeBytes(octets);
    }
  }

  @Override
  public void onError(Throwable failure) {
    body.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    body.complete(collected.toByteArray());
  }

  private void hangUp(String why) {
    if (subscription != null) {
      subscription.cancel();
    }
    body.completeExceptionally(new IOException(why));
  }
}
