import { spawn } from 'node:child_process'
import { endWithThisProcess } from '@tributary/processes'

/** Runs promtool. Rejects with its output if it finds an error, including lint. */
export async function runPromtool(
  args: readonly string[],
  { input = '' }: { readonly input?: string } = {},
): Promise<void> {
  const child = spawn('promtool', args, { stdio: ['pipe', 'pipe', 'pipe'] })
  endWithThisProcess(child)
  let output = ''
  const collect = (chunk: Buffer) => {
    output += chunk.toString()
  }
  child.stdout.on('data', collect)
  child.stderr.on('data', collect)
  child.stdin.end(input)
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve)
  })
  if (code !== 0) throw new Error(`promtool ${args.slice(0, 2).join(' ')}:\n${output.trim()}`)
}
