// Children inside namespaces: started, asked, and ended by their own ids.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

export type Child<Question, Answer> = {
  first: () => Promise<Answer>
  ask: (question: Question) => Promise<Answer>
  end: () => void
}

/** Starts `script` of this folder inside `namespace`; it speaks by messages. */
export function startChild<Question extends object, Answer>(
  namespace: string,
  script: string,
  ...words: string[]
): Child<Question, Answer> {
  const command = ['netns', 'exec', namespace, process.execPath, join(import.meta.dirname, script), ...words]
  const child = spawn('ip', command, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2_000)
  })
  const answerOf = () => nextAnswer<Answer>(child, () => `${script} ended instead of answering; it said last: ${said}`)
  return {
    first: answerOf,
    ask: (question) => {
      child.send(question)
      return answerOf()
    },
    end: () => {
      if (child.connected) child.disconnect()
      child.kill()
    },
  }
}

async function nextAnswer<Answer>(child: ChildProcess, why: () => string): Promise<Answer> {
  const stop = new AbortController()
  const { signal } = stop
  const died = once(child, 'exit', { signal }).then(() => {
    throw new Error(why())
  })
  died.catch(() => {})
  try {
    const [answer] = await Promise.race([once(child, 'message', { signal }), died])
    return answer as Answer
  } finally {
    stop.abort()
  }
}
