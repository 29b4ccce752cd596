/** Names of XML Signature (W3C xmldsig-core1) and exclusive C14N (W3C xml-exc-c14n) that our profile allows. */
export const DS = 'http://www.w3.org/2000/09/xmldsig#'
export const EXCLUSIVE_C14N = 'http://www.w3.org/2001/10/xml-exc-c14n#'
export const ENVELOPED_SIGNATURE = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature'
export const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256'

/** Name of the profile in verdicts and partner files. */
export const PROFILE = 'xmldsig-enveloped'
