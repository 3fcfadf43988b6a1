// Verifies paths with crypto/x509. Each line of the input is an id, the anchor, the leaf and any
// number of intermediates, in base64 of DER and with blanks between; each line of the output the
// id and ACCEPT, REJECT, or NONE where Go does not process a type of name that is constrained.
package main

import (
	"bufio"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"os"
	"strings"
)

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		fmt.Println(fields[0], verdict(fields[1:]))
	}
}

func verdict(encoded []string) string {
	var path []*x509.Certificate
	malformed := false
	for _, text := range encoded {
		der, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			panic(err)
		}
		certificate, err := x509.ParseCertificate(der)
		if err != nil {
			malformed = true
		} else if len(certificate.UnhandledCriticalExtensions) > 0 {
			return "NONE"
		}
		path = append(path, certificate)
	}
	if malformed {
		return "REJECT"
	}
	roots, intermediates := x509.NewCertPool(), x509.NewCertPool()
	roots.AddCert(path[0])
	for _, certificate := range path[2:] {
		intermediates.AddCert(certificate)
	}
	_, err := path[1].Verify(x509.VerifyOptions{
		Roots:         roots,
		Intermediates: intermediates,
		KeyUsages:     []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
	})
	if err != nil {
		return "REJECT"
	}
	return "ACCEPT"
}
