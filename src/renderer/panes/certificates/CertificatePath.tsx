/** The names of a chain from its end upwards. */
export function CertificatePath({ path }: { path: readonly string[] }) {
  return (
    <ol aria-label="Chain" className="certificate-path">
      {path.map((subject) => (
        <li key={subject} className="mono clip" title={subject}>
          {subject || '(no subject)'}
        </li>
      ))}
    </ol>
  )
}
