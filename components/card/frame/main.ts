import './frame.css';
import {start} from './start.ts';

/** Longer than any first picture takes; a frame that is not on show gets none at all. */
const unseenMs = 150;

// The form takes keys as it stands: it is drawn before it is woken.
let isAwake = false;
const wake = () => {
  if (isAwake) return;
  isAwake = true;
  void start();
};
requestAnimationFrame(() => setTimeout(wake));
setTimeout(wake, unseenMs);
