import { prismProblems } from './prism-problems.ts'

const problems = await prismProblems((line) => process.stdout.write(`${line}\n`))
for (const problem of problems) process.stderr.write(`${problem}\n`)
process.exitCode = problems.length === 0 ? 0 : 1
