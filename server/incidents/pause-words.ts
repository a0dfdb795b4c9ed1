// What operators are told of a pause: which flow, where, why, until when, and what to do. Pure.
import type { Text } from '../../data/catalogue.ts'
import { moment } from '../../views/format.ts'
import { type PauseTurn, reasonCode } from './pauses.ts'

/** `all`: every flow that logs in as the same person pauses with it. */
type Why = { why: Text; todo: Text; all?: true }

const WHY: Record<string, Why> = {
  'account-locked': {
    all: true,
    why: { ko: '시험 계정이 잠겼습니다', en: 'the test account is locked' },
    todo: {
      ko: '서비스에서 시험 계정의 잠금을 풀고 설정의 비밀번호가 맞는지 확인하십시오',
      en: 'unlock the test account at the service, and check the password in the settings',
    },
  },
  'password-expired': {
    all: true,
    why: { ko: '시험 계정의 비밀번호가 만료되었습니다', en: 'the password of the test account has expired' },
    todo: {
      ko: '서비스에서 비밀번호를 바꾸고 에이전트의 비밀 값도 바꾸십시오',
      en: 'change the password at the service, and the secret of the agent with it',
    },
  },
  captcha: {
    why: { ko: '자동 입력 방지(CAPTCHA) 화면이 나왔습니다', en: 'a CAPTCHA was shown' },
    todo: {
      ko: '서비스 운영자에게 이 확인을 자동 입력 방지에서 제외하도록 요청하십시오',
      en: 'ask who runs the service to exempt these checks',
    },
  },
  'human-needed': {
    all: true,
    why: { ko: '사람이 해야 하는 추가 인증을 요구합니다', en: 'a step is asked for that only a human can take' },
    todo: {
      ko: '시험 계정으로 직접 로그인하여 요구하는 절차를 마치십시오',
      en: 'log in with the test account by hand and do what is asked',
    },
  },
  interstitial: {
    why: { ko: '서비스 앞에 다른 확인 화면이 나왔습니다', en: 'another page was put in front of the service' },
    todo: {
      ko: '그 화면이 무엇을 요구하는지 직접 열어 보고 서비스 운영자에게 물으십시오',
      en: 'open the page to see what it asks for, and ask who runs the service',
    },
  },
  blocked: {
    why: { ko: '서비스가 접근을 막고 있습니다', en: 'the service does not let the checks in' },
    todo: {
      ko: '서비스 운영자에게 확인 지점의 주소와 User-Agent를 허용하도록 요청하십시오',
      en: 'ask who runs the service to let in the address and User-Agent of this place',
    },
  },
  'rate-limited': {
    why: { ko: '서비스가 요청이 너무 잦다고 합니다', en: 'the service says that requests come too often' },
    todo: {
      ko: '확인 간격을 늘리거나 서비스 운영자와 허용 횟수를 정하십시오',
      en: 'let the checks run less often, or agree on a number with who runs the service',
    },
  },
  'credentials-refused': {
    why: {
      ko: '이 로그인만 거듭 거절되고 같은 서비스의 다른 로그인은 됩니다',
      en: 'this login is rejected again and again, while others of the service go through',
    },
    todo: {
      ko: '설정의 시험용 비밀번호나 인증서가 맞는지 확인하십시오. 맞다면 이 로그인 방법만의 장애이니 서비스 운영자에게 알리십시오',
      en: 'check the password or certificate in the settings; if they are right, this way of logging in is broken: tell who runs the service',
    },
  },
  'test-identity': {
    why: { ko: '시험용 인증 정보를 쓸 수 없습니다', en: 'the test identity cannot be used' },
    todo: { ko: '설정의 시험용 인증 정보를 확인하십시오', en: 'check the test identity in the settings' },
  },
}

const ALL: Text = {
  ko: '같은 시험 계정을 쓰는 다른 확인도 함께 멈춥니다. ',
  en: 'Whatever else uses this test account pauses with it. ',
}

/** Codes with words of their own. */
export const PAUSE_CODES: readonly string[] = Object.keys(WHY)

function whyOf(reason: string): Why {
  const known = WHY[reasonCode(reason)]
  if (known) return known
  return {
    why: {
      ko: `확인할 수 없었습니다(${reason || '이유 없음'})`,
      en: `it could not be told (${reason || 'no reason given'})`,
    },
    todo: { ko: '에이전트의 기록에서 이유를 확인하십시오', en: 'look up the reason in the log of the agent' },
  }
}

export function pauseTitle(where: Text, target: Text): Text {
  return { ko: `확인 멈춤: ${where.ko}, ${target.ko}`, en: `Checks paused: ${where.en}, ${target.en}` }
}

/** `paused`: the flows that were turned away, each with the name of its component. */
export function pauseText(where: Text, paused: (PauseTurn & { name: Text })[]): Text {
  const say = (language: 'ko' | 'en') =>
    paused.map(({ name, flow, until, reason }) => {
      const { why, todo, all } = whyOf(reason)
      const at = moment(until ?? 0, language)
      const others = all ? ALL[language] : ''
      return language === 'ko'
        ? `${where.ko}에서 ${name.ko} 확인(${flow})을 멈췄습니다: ${why.ko}. ${at}까지 다시 시도하지 않습니다. ${others}할 일: ${todo.ko}.`
        : `At ${where.en} the check of ${name.en} (${flow}) has paused: ${why.en}. It is not tried again before ${at}. ${others}What to do: ${todo.en}.`
    })
  return {
    ko: [...say('ko'), '그동안 새 결과가 없으면 ‘확인 불가’로 보이며, 장애로 알리지 않습니다.'].join(' '),
    en: [...say('en'), 'Without other results it is shown as unknown meanwhile, and told to nobody as an outage.'].join(
      ' ',
    ),
  }
}

export function runsAgainText(where: Text, names: Text[]): Text {
  return {
    ko: `${where.ko}에서 다시 확인하고 있습니다: ${names.map(({ ko }) => ko).join(', ')}.`,
    en: `Checked again at ${where.en}: ${names.map(({ en }) => en).join(', ')}.`,
  }
}
