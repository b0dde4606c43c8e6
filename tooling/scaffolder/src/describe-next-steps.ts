import type { NewIntegration } from './new-integration.ts'

/** What the author fills in, in the order that the suite stays green. */
export function describeNextSteps({ name, auth, files }: NewIntegration, folder: string): string {
  const hasAccount = auth !== 'none'
  const steps = [
    `${folder}/src/integration.ts: the addresses, the facts and the texts of the service.`,
    ...(hasAccount
      ? [
          `${folder}/src/api-shapes.ts, api.ts: the answers of its API.`,
          `${folder}/simulator/: the same answers, so that tests need no account: npm run simulate -- ${name}`,
        ]
      : []),
    ...(files ? [`${folder}/src/files.ts, simulator/generate-file.ts: the format of its files.`] : []),
    `${folder}/src/mapping.ts, streams.ts: from an answer to a record.`,
    `${folder}/README.md: what a person gets, and how they obtain ${hasAccount ? 'access' : 'the file'}.`,
  ]
  const commands = [
    [`npm test -- --filter=@tributary/integration-${name}`, 'the tests of the package'],
    [`npm run dev${hasAccount ? ` -- --simulate ${name}` : ''}`, 'the server with it'],
    ...(hasAccount
      ? [[`npm run record -- ${name}`, "keeps what a real account's provider answers, redacted"]]
      : []),
  ]
  const width = Math.max(...commands.map(([command = '']) => command.length))
  return `
It works against its simulator. What to fill in next:

${steps.map((step, index) => `  ${index + 1}. ${step}`).join('\n')}

${commands.map(([command = '', what]) => `  ${command.padEnd(width)}   ${what}`).join('\n')}`
}
