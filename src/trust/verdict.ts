/** What was established about a signature: enough to say later who signed what, and how. */
export interface SignatureVerdict {
  /** Name of the signature profile that was applied, e.g. 'xmldsig-enveloped'. */
  readonly profile: string
  /** Signature algorithm URI as found and allowed. */
  readonly algorithm: string
  /** Hex SHA-256 of the signer's SubjectPublicKeyInfo. */
  readonly keyId: string
}
