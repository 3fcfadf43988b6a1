// $client_cert: the client's certificate as a Byte Sequence of RFC 9440; empty without a certificate.

const BEGIN = '-----BEGIN CERTIFICATE-----';
const END = '-----END CERTIFICATE-----';

function clientCert(request) {
  const pem = (request.variables.ssl_client_raw_cert || '').trim();
  if (!pem.startsWith(BEGIN) || !pem.endsWith(END)) {
    return '';
  }
  const base64 = pem.slice(BEGIN.length, -END.length).split('\n').join('');
  return ':' + base64 + ':';
}

export default { clientCert };
