import type { ErrorCode } from '../graphql/generated/graphql';
import { type Known, lookUp } from '../graphql/known';
import type { CONNECTION_LOST } from './problem';

/** What a person reads when something did not work. */
export interface Advice {
  /** A few words: what happened. */
  readonly title: string;
  /** One sentence: what it means, and whether it cost anything. */
  readonly meaning: string;
  /** One sentence: what to do. */
  readonly todo: string;
  /** What a button can do about it. */
  readonly action: 'retry' | 'sign-in' | 'choose-again' | 'new-download' | 'none';
  /**
   * What a download's key is good for afterwards. `over`: nothing, the attempt has its end. `again`: the same attempt
   * may be made again. `uncertain`: it may have been charged, so only the very same attempt may follow it.
   */
  readonly key: 'over' | 'again' | 'uncertain';
}

/** Every code of the catalogue. One that is missing here fails the build. */
const advice: Readonly<Record<Known<ErrorCode> | typeof CONNECTION_LOST, Advice>> = {
  CONNECTION_LOST: {
    title: 'No answer came',
    meaning: 'The connection to the service broke, or there is none.',
    todo: 'Check your network and try again. Trying again never charges a download twice.',
    action: 'retry',
    key: 'uncertain',
  },
  BAD_USER_INPUT: {
    title: 'Something in the request cannot be used',
    meaning: 'The service could not make sense of what was entered. Nothing was downloaded or charged.',
    todo: 'Change what the message names, then try again.',
    action: 'choose-again',
    key: 'over',
  },
  INVALID_CURSOR: {
    title: 'The list has changed under us',
    meaning: 'The next page no longer fits the search it belongs to.',
    todo: 'Start again from the first page.',
    action: 'retry',
    key: 'over',
  },
  UNAUTHENTICATED: {
    title: 'Please sign in',
    meaning: 'There is no access token, or it has run out: those of Getty Images live for half an hour.',
    todo: 'Sign in with a new access token.',
    action: 'sign-in',
    key: 'again',
  },
  USER_TOKEN_REQUIRED: {
    title: 'This needs a person',
    meaning: 'Getty Images does this only for someone who signed in, not for an application.',
    todo: 'Sign in with your own access token.',
    action: 'sign-in',
    key: 'over',
  },
  FORBIDDEN: {
    title: 'Your account may not do this',
    meaning: 'Getty Images knows who you are, but keeps this from you.',
    todo: 'Ask the administrator of your Getty Images account, or go on without it.',
    action: 'none',
    key: 'over',
  },
  API_KEY_INACTIVE: {
    title: 'The service’s key is not accepted',
    meaning: 'Getty Images turns this service away. Nothing you can do here will change that.',
    todo: 'Tell the people who run the service to check its API key and contract.',
    action: 'none',
    key: 'again',
  },
  RATE_LIMITED: {
    title: 'Too much at once',
    meaning: 'The service is busy, or your share of it is used up for the moment. Nothing was charged.',
    todo: 'Wait a little, then try again.',
    action: 'retry',
    key: 'again',
  },
  QUERY_TOO_EXPENSIVE: {
    title: 'That is too much for one request',
    meaning: 'The service limits how much one request may ask for. Nothing was downloaded.',
    todo: 'Ask for less at a time, for example by selecting fewer images.',
    action: 'choose-again',
    key: 'over',
  },
  UPSTREAM_RATE_LIMITED: {
    title: 'Getty Images asks for a pause',
    meaning: 'Too many requests went to Getty Images. Nothing was charged.',
    todo: 'Wait a little, then try again.',
    action: 'retry',
    key: 'again',
  },
  UPSTREAM_TIMEOUT: {
    title: 'Getty Images took too long',
    meaning: 'No answer came from Getty Images in time. This attempt downloaded nothing.',
    todo: 'Try again; if it keeps happening, come back later.',
    action: 'retry',
    key: 'again',
  },
  UPSTREAM_UNAVAILABLE: {
    title: 'Getty Images cannot be reached',
    meaning: 'Getty Images is down or out of reach. This attempt downloaded nothing.',
    todo: 'Try again in a few minutes.',
    action: 'retry',
    key: 'again',
  },
  UPSTREAM_BAD_RESPONSE: {
    title: 'Getty Images’ answer made no sense',
    meaning: 'Something came back that the service cannot read. This attempt downloaded nothing.',
    todo: 'Try again; if it keeps happening, tell the people who run the service.',
    action: 'retry',
    key: 'again',
  },
  CIRCUIT_OPEN: {
    title: 'Getty Images is given a rest',
    meaning: 'Getty Images failed so often just now that the service stopped asking. Nothing was charged.',
    todo: 'Try again in a few seconds.',
    action: 'retry',
    key: 'again',
  },
  ASSET_NOT_FOUND: {
    title: 'This image is gone',
    meaning:
      'Getty Images no longer offers it, or there never was one with that number. Nothing was charged.',
    todo: 'Choose another image.',
    action: 'none',
    key: 'over',
  },
  NOT_ENTITLED: {
    title: 'No product of yours allows this',
    meaning: 'Your agreement does not cover this image in this form. Nothing was charged.',
    todo: 'Choose another product or another image, or ask Getty Images about your agreement.',
    action: 'choose-again',
    key: 'over',
  },
  QUOTA_EXHAUSTED: {
    title: 'Nothing is left of this product',
    meaning: 'All downloads of this period are used up. Nothing was charged.',
    todo: 'Choose another product, or wait until it fills up again.',
    action: 'choose-again',
    key: 'over',
  },
  ALREADY_OWNED: {
    title: 'Licensed before',
    meaning: 'You or your company downloaded this before. Nothing was charged.',
    todo: 'Use the file you have, or download it again on purpose.',
    action: 'none',
    key: 'over',
  },
  SPENDING_LIMIT_REACHED: {
    title: 'The limit for today is reached',
    meaning: 'This app may download no more today. Nothing was charged.',
    todo: 'Try again tomorrow, or ask whoever runs this service.',
    action: 'none',
    key: 'over',
  },
  DOWNLOAD_REQUIREMENTS_NOT_MET: {
    title: 'Your agreement wants to know more',
    meaning: 'This product asks for a note or a project code with every download. Nothing was charged.',
    todo: 'Fill in what is asked for, then download again.',
    action: 'choose-again',
    key: 'over',
  },
  IDEMPOTENCY_KEY_REUSED: {
    title: 'This attempt was mixed up with another',
    meaning: 'The key of this download was used before for something else. Nothing was charged now.',
    todo: 'Start the download anew.',
    action: 'new-download',
    key: 'over',
  },
  OUTCOME_UNKNOWN: {
    title: 'It is not known yet whether this counted',
    meaning: 'The connection broke while Getty Images was preparing the file.',
    todo: 'Look again in a moment: the service checks the history first, so you are not charged twice.',
    action: 'retry',
    key: 'uncertain',
  },
  LINK_LOST: {
    title: 'It counted, but the link was lost',
    meaning: 'Getty Images charged this download and its link never arrived.',
    todo: 'Download it again as a new download, which may count once more, or ask Getty Images for the file.',
    action: 'new-download',
    key: 'over',
  },
  DOWNLOAD_REFUSED: {
    title: 'Getty Images refused this download',
    meaning: 'It has a reason of its own. Nothing was charged.',
    todo: 'Choose another image, or ask Getty Images about this one.',
    action: 'choose-again',
    key: 'over',
  },
  PERSISTED_QUERY_NOT_FOUND: {
    title: 'The service does not know this page yet',
    meaning: 'This page and the service have to be introduced once more. Nothing was charged.',
    todo: 'Try again; if it keeps happening, reload the page.',
    action: 'retry',
    key: 'again',
  },
  PERSISTED_QUERY_NOT_ALLOWED: {
    title: 'The service does not take requests of this page',
    meaning: 'Only registered requests are answered, and this one is not among them.',
    todo: 'Reload the page; if that does not help, tell the people who run the service.',
    action: 'none',
    key: 'over',
  },
  GRAPHQL_PARSE_FAILED: {
    title: 'This page sent something unreadable',
    meaning: 'That is a fault of the page, not yours. Nothing was charged.',
    todo: 'Reload the page; if that does not help, tell the people who run it.',
    action: 'none',
    key: 'over',
  },
  GRAPHQL_VALIDATION_FAILED: {
    title: 'This page does not fit the service',
    meaning: 'One of the two is older than the other, or too much was asked for. Nothing was charged.',
    todo: 'Reload the page; if that does not help, tell the people who run it.',
    action: 'none',
    key: 'over',
  },
  INTERNAL_SERVER_ERROR: {
    title: 'Something broke in the service',
    meaning: 'That is a fault of the service, not yours.',
    todo: 'Try again; if it keeps happening, tell the people who run the service the request number.',
    action: 'retry',
    key: 'uncertain',
  },
};

/** For a code that is newer than this page: say what the service says, and take no risk. */
const adviceForNewcomers: Omit<Advice, 'meaning'> = {
  title: 'This did not work',
  todo: 'Reload the page, which may be older than the service; then try again.',
  action: 'retry',
  key: 'uncertain',
};

/**
 * What to tell a person about a code.
 * @param message the service's own words, for codes that this page has never heard of
 */
export const adviceFor = (code: string, message: string): Advice =>
  lookUp(advice, code) ?? { ...adviceForNewcomers, meaning: message };

/** Whether this page has a sentence of its own for a code. */
export const isKnownCode = (code: string): boolean => lookUp(advice, code) !== undefined;
