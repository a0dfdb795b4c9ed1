// The short pages after a click: sent, confirm, confirmed, leave, left, and links that do not work.
import type { SpokenLanguage } from '../../data/tables.ts'
import type { Site } from '../publish/snapshot.ts'
import type { MessagePage } from '../routes/subscriptions.ts'
import { frame, SPOKEN } from './frame.ts'

type Words = { heading: string; text: string; button?: string }

const PAGES: Record<MessagePage, Record<SpokenLanguage, Words>> = {
  sent: {
    ko: {
      heading: '확인 메일을 보냈습니다',
      text: '메일에 있는 링크를 24시간 안에 눌러 주십시오. 메일이 오지 않으면 스팸 메일함을 확인해 주십시오.',
    },
    en: {
      heading: 'Please check your mail',
      text: 'Follow the link in it within 24 hours. If nothing arrives, look into the spam folder.',
    },
  },
  'sent-program': {
    ko: {
      heading: '확인 메시지를 보냈습니다',
      text: '프로그램이나 대화방에 온 링크를 24시간 안에 열어 주십시오. 오지 않으면 주소가 맞는지, 그곳이 인터넷에서 닿는지 확인하고 다시 신청해 주십시오.',
    },
    en: {
      heading: 'A confirmation was sent',
      text: 'Open the link that came to the program or room within 24 hours. If nothing came, look whether the address is right and can be reached from the internet, and ask again.',
    },
  },
  confirm: {
    ko: { heading: '알림을 받으시겠습니까?', text: '아래 단추를 누르면 구독이 시작됩니다.', button: '구독 시작' },
    en: { heading: 'Do you want to be told?', text: 'Press the button to start.', button: 'Start' },
  },
  confirmed: {
    ko: { heading: '구독이 시작되었습니다', text: '장애가 생기거나 정상화되면 전자우편으로 알려 드립니다.' },
    en: { heading: 'You will be told', text: 'You will get a mail when something breaks, and when it works again.' },
  },
  leave: {
    ko: {
      heading: '구독을 해지하시겠습니까?',
      text: '아래 단추를 누르면 더 이상 알림을 보내지 않습니다.',
      button: '구독 해지',
    },
    en: {
      heading: 'Do you want to leave?',
      text: 'Press the button and no more messages will be sent.',
      button: 'Leave',
    },
  },
  left: {
    ko: { heading: '구독이 해지되었습니다', text: '더 이상 알림을 보내지 않습니다.' },
    en: { heading: 'You have left', text: 'No more messages will be sent.' },
  },
  'bad-link': {
    ko: { heading: '링크가 올바르지 않습니다', text: '받은 알림에 있는 링크 전체를 그대로 열어 주십시오.' },
    en: { heading: 'This link is not right', text: 'Please open the whole link from the message.' },
  },
  'expired-link': {
    ko: { heading: '링크의 기한이 지났습니다', text: '알림 받기를 다시 신청해 주십시오.' },
    en: { heading: 'This link is too old', text: 'Please subscribe again.' },
  },
  busy: {
    ko: { heading: '요청이 많습니다', text: '잠시 뒤에 다시 시도해 주십시오.' },
    en: { heading: 'Too many requests', text: 'Please try again later.' },
  },
}

/** `action`: where the button posts to, or false for a page without one. */
export function messagePage(site: Site, page: MessagePage, language: SpokenLanguage, action: string | false) {
  const { heading, text, button } = PAGES[page][language]
  return {
    ...frame(site, language, '/', `${heading} · ${site.name[language]}`, SPOKEN),
    heading,
    text,
    form: action === false || button === undefined ? (false as const) : { action, button },
  }
}
