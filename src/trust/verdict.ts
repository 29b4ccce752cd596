/** What was established about a signature: enough to say later who signed what, and how. */
export interface SignatureVerdict {
  /** Name of the signature profile that was applied: 'xmldsig-enveloped', 'jws'. */
  readonly profile: string
  /** Signature algorithm as found and allowed: a URI in XML, a name of RFC 7518 in a JWS. */
  readonly algorithm: string
  /** Hex SHA-256 of the signer's SubjectPublicKeyInfo. */
  readonly keyId: string
}
