package io.github.proxymtls.internal.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.proxymtls.internal.address.IpAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.255.255, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "10.0.0.0/8, 9.255.255.255, false",
    "10.128.0.0/9, 10.128.0.0, true",
    "10.128.0.0/9, 10.127.255.255, false",
    "128.0.0.0/1, 200.1.2.3, true",
    "128.0.0.0/1, 127.1.2.3, false",
    "192.0.2.7/32, 192.0.2.7, true",
    "192.0.2.7/32, 192.0.2.6, false",
    "192.0.2.7, 192.0.2.7, true",
    "192.0.2.7, 192.0.2.8, false",
    "192.0.2.6/31, 192.0.2.7, true",
    "192.0.2.6/31, 192.0.2.5, false",
    "fd00:1::/32, fd00:1:ffff::1, true",
    "fd00:1::/32, fd00:2::1, false",
    "fe80::/10, fec0::1, false",
    "fc00::/7, fdff::1, true",
    "::1, 0:0:0:0:0:0:0:1, true",
    "::1/128, ::2, false",
    "10.0.0.0/8, ::ffff:10.1.2.3, true",
    "10.0.0.0/8, ::ffff:a01:203, true",
    "10.0.0.0/8, ::10.1.2.3, false",
    "10.0.0.0/8, 64:ff9b::10.1.2.3, false",
    "8000::/1, 200.1.2.3, false",
    "fe80::/10, fe80::1%eth0, true",
    "fe80::/10, [fe80:0:0:0:0:0:0:1%2], true",
    "::1, [::1], true",
    "10.0.0.0/8, [10.0.0.1], true"
  })
  void comparesOctets(String range, String peer, boolean contained) {
    assertThat(AddressRange.parse(range).contains(IpAddress.ofPeer(peer))).isEqualTo(contained);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/8",
        "localhost",
        "example.com/8",
        "10/8",
        "10.0.0/24",
        "010.0.0.0/8",
        "10.0.0.0/08",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/0",
        "10.0.0.0/-1",
        "10.0.0.0/+8",
        "10.0.0.0/8/8",
        "10.0.0.0/255.0.0.0",
        "10.0.0.1/8",
        " 10.0.0.0/8",
        "10.0.0.0 /8",
        "10.0.0.256",
        "0x0a000001",
        "167772161",
        "1.2.3.4.5",
        "1.2.3.",
        "1..2.3",
        "1.2.3.٤",
        "::/0",
        "fd00::1/64",
        "fd00::/129",
        "[::1]",
        "fe80::1%eth0",
        "::ffff:10.0.0.0/104",
        "::ffff:0:0/96",
        ":",
        ":::",
        "1::2::3",
        ":1::2",
        "1::2:",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7:8::",
        "::1:2:3:4:5:6:7:8",
        "12345::",
        "g::",
        "::1.2.3",
        "1.2.3.4::",
        "::1.2.3.4:5",
        "1:2:3:4:5:6:7:1.2.3.4",
        "::٤"
      })
  void rejectsInvalidBlocks(String text) {
    assertThatThrownBy(() -> AddressRange.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "unknown",
        "localhost",
        "10.0.0.1:80",
        "10.0.0.1%eth0",
        "[::1",
        "::1]",
        "[]",
        "%"
      })
  void peerWithoutAReadableAddressIsInNoRange(String peer) {
    assertThat(IpAddress.ofPeer(peer)).isNull();
    assertThat(AddressRange.parse("128.0.0.0/1").contains(IpAddress.ofPeer(peer))).isFalse();
  }

  @Test
  void readsAddressesThatJavaWrites() throws UnknownHostException {
    Random random = new Random(7);
    for (int i = 0; i < 2000; i++) {
      byte[] octets = new byte[i % 2 == 0 ? 4 : 16];
      random.nextBytes(octets);
      octets[i % octets.length] = 0;
      String literal = InetAddress.getByAddress(octets).getHostAddress();

      assertThat(AddressRange.parse(literal).contains(IpAddress.ofPeer(literal))).isTrue();
      octets[octets.length - 1] ^= 1;
      String other = InetAddress.getByAddress(octets).getHostAddress();
      assertThat(AddressRange.parse(literal).contains(IpAddress.ofPeer(other))).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "::, ::0",
    "1::, 1:0:0:0:0:0:0:0",
    "::1:2:3:4:5:6:7, 0:1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
    "1::8, 1:0:0:0:0:0:0:8",
    "64:ff9b::192.0.2.33, 64:FF9B:0:0:0:0:C000:221"
  })
  void comparesDifferentSpellingsOfAnAddress(String one, String other) {
    assertThat(AddressRange.parse(one).contains(IpAddress.parse(other))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.2.3, 10.1.2.3",
    "::ffff:10.1.2.3, 10.1.2.3",
    "2001:db8:1:2:3:4:5:6, 2001:db8:1:2::/64",
    "[2001:db8:1:2::7], 2001:db8:1:2::/64",
    "unknown, an unknown address"
  })
  void peerIsAnIpv4AddressOrAnIpv6Network(String reported, String peer) {
    assertThat(IpAddress.networkOfPeer(reported)).isEqualTo(peer);
  }

  @Test
  void keepsItsText() {
    assertThat(AddressRange.parse("10.0.0.0/8")).hasToString("10.0.0.0/8");
  }
}
