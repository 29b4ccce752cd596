import { CODES, type ErrorCode } from '../errors.ts'

const NEXT = {
  never: 'The message must be mended first; the same bytes would be refused again.',
  later: 'The same bytes again, after a while; a reply over HTTP says in `Retry-After` how long.',
  stop: 'An operator is needed; nothing is tried again by itself.',
} as const

/** `docs/errors.md`: the table of `src/errors.ts` for people who do not read source. */
export function errorsPage(): string {
  const codes = Object.keys(CODES).filter((code): code is ErrorCode => code in CODES)
  const rows = codes.map(
    (code) => `| \`${code}\` | ${CODES[code].http} | ${CODES[code].retry} | ${CODES[code].title} |`,
  )
  const next = Object.entries(NEXT).map(([retry, meaning]) => `- **${retry}**: ${meaning}`)
  return `# Errors

<!-- Printed from src/errors.ts by \`npm run generate:errors\`; a test fails when it is not the same. -->

Every refusal and fault has one of these codes, in replies, evidence records, logs and on the command line. A code is
never renamed. Over HTTP it comes as \`application/problem+json\` (RFC 9457) with the members \`type\`
(\`urn:khorgos:error:<code>\`), \`title\`, \`status\`, \`detail\`, \`instance\` (\`urn:uuid:\` and the id of the request in our
log), \`code\`, \`retry\`, and where they apply \`place\` (\`path\`, \`line\`, \`wcoId\`: where in the message; of JSON \`path\` is a
JSON Pointer, RFC 6901), \`retryAfter\` (seconds), \`exchange\` or \`request\` (our id of the refused message or question) and
\`receipt\` (the signed proof that it came and was refused).

What to do next is in \`retry\`:

${next.join('\n')}

| code | HTTP | retry | meaning |
|---|---|---|---|
${rows.join('\n')}
`
}
