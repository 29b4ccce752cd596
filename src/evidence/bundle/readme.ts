import { X509Certificate } from 'node:crypto'
import { agreementPath, PATHS } from './bundle-index.ts'
import type { BundleInput } from './input.ts'
import {
  agreementCommands,
  checkpointCommands,
  commitmentCommands,
  containerCommands,
  inclusionCommands,
  messageCommands,
  PREPARATION,
} from './readme-commands.ts'

/**
 * `README.txt`: how a stranger checks this very bundle with tools of others. Every line that begins with four
 * spaces is a command for a POSIX shell, and together they are a script that stops at the first failure.
 */
export function readmeText(input: BundleInput): string {
  const certificate = new X509Certificate(input.signer.certificatePem)
  return `Evidence about exchange ${input.exchange}

This file is an ASiC-E container (ETSI EN 319 162-1): a ZIP file with a signature over what is in it. You can
check it with sh, sha256sum, base64, openssl (3.0 or later) and xmlsec1; you need no program of the gateway.

Unpack it into an EMPTY folder, because file names in signatures are looked up in the current folder:

  $ mkdir bundle && cd bundle && unzip ../<this file>

Then read and run the lines below that begin with four spaces, in one shell in that folder. The first line that
fails ends it: then something was changed.
${script(['set -e', ...PREPARATION])}

1. Whom you have to trust
-------------------------
Two keys are not proved by anything in here. Ask the operator of the gateway for them, by a way you trust:

  the gateway's signing key, by the SHA-256 of its public key:
  ${input.signer.keyId}
  (${certificate.subject.replaceAll('\n', ', ')})

  the key of its evidence log:
  ${input.logVkey}

2. The container: every file is the one that the gateway signed
----------------------------------------------------------------
The first command shows that ${PATHS.gatewayCertificates} holds the key named above.
${script(containerCommands(input))}

3. The log: every record stands in it
--------------------------------------
The log is a Merkle tree (RFC 6962). A record's hash is hashed upwards with its neighbours, left or right, and
must end in the root that the log has signed; the signed head is a C2SP checkpoint.
${script(checkpointCommands(input))}
${script(inclusionCommands(input))}

4. The files: each is the one that a record commits to
-------------------------------------------------------
A record holds no content, only SHA-256(salt, SHA-256(file)). The salts are these:
${script(commitmentCommands(input))}

5. The signatures of the parties
---------------------------------
Each message with the key whose SHA-256 its record names (signature.keyId):
${script(messageCommands(input))}

6. The agreements
------------------
${agreementNote(input)}
${script(agreementCommands(input))}

What this does not prove: that a key belonged to somebody, beyond the agreements; that nothing else happened
after the head of the log that was used; that the time in the records is right, beyond their order.
`
}

const script = (lines: readonly string[]): string => `\n${lines.map((line) => `    ${line}`).join('\n')}`

function agreementNote({ partners }: BundleInput): string {
  const files = partners.map(({ id, agreement }) => `  ${agreementPath(agreement.name)} (${id})`)
  return ['What each partner may send and with which keys, as it was in force:', ...files].join('\n')
}
