import { OPERATIONS } from './operations.ts'

const STYLE = `
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 3rem auto; padding: 0 1rem; color: #1b1b1b; background: #fff }
  code { font-size: .95em } li { margin: .3rem 0 } h2 { margin-top: 2rem; font-size: 1.1rem }
  @media (prefers-color-scheme: dark) { body { color: #e8e8e8; background: #16181b } a { color: #8ab4f8 } }`

/** The public door for people: what is here, and how a stranger checks it. Nothing in it depends on the request. */
export function indexPage(): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Khorgos customs gateway</title>
<style>${STYLE}
</style>
</head>
<body>
<h1>Khorgos customs gateway</h1>
<p>It changes the standard under a customs message, keeps proof that nothing was altered or lost, and delivers it.
It also keeps what was issued, and answers agencies that ask whether a document is real.
This address is public: it shows the evidence log, which holds commitments and no content, and how the gateway is.</p>
<h2>Here</h2>
<ul>
${publicLinks().join('\n')}
</ul>
<h2>For partners</h2>
<p>Messages are sent over mutual TLS to another port of this host: <code>POST /v1/exchanges</code>. The API
description linked above covers all ports, that for people too, who come with a bearer token of their administration.</p>
<p>Agencies ask about a document there: <code>POST /v1/verifications</code>. The answer is signed, stands in the log, and
verifies offline; <code>POST /v1/write-offs</code> uses a document up, <code>GET /v1/notices</code> tells what changed.</p>
<h2>Checking the log</h2>
<p>The log follows <a href="https://c2sp.org/tlog-tiles">C2SP tlog-tiles</a>; receipts are
<a href="https://c2sp.org/tlog-proof">tlog-proof</a> files. Any tool that knows these formats can verify them with
the key above, which you should also have been given another way.</p>
</body>
</html>
`
}

function publicLinks(): string[] {
  return OPERATIONS.filter(({ door, path }) => (door === 'public' || door === 'every') && path !== '/').map(
    ({ path, summary }) =>
      path.includes('{')
        ? `<li><code>${path}</code>: ${summary}</li>`
        : `<li><a href="${path}"><code>${path}</code></a>: ${summary}</li>`,
  )
}
