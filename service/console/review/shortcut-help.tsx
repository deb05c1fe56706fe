import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { Button } from '../parts/button.tsx';
import { keyWords } from './shortcuts.ts';

/** All keys, and the switch: single keys get in the way of speech input and of some screen readers. */
export function ShortcutHelp({
  isOpen,
  onOpen,
  hasShortcuts,
  onShortcuts,
}: {
  isOpen: boolean;
  onOpen: (isOpen: boolean) => void;
  hasShortcuts: boolean;
  onShortcuts: (isOn: boolean) => void;
}) {
  return (
    <ModalOverlay className="help-overlay" isOpen={isOpen} onOpenChange={onOpen} isDismissable>
      <Modal className="help-modal">
        <Dialog className="help">
          <Heading slot="title">Keys of the review queue</Heading>
          <dl>
            {keyWords.map(({ keys, does }) => (
              <div key={does}>
                <dt>{keys.map((key) => (key === '–' ? <span key={key}>–</span> : <kbd key={key}>{key}</kbd>))}</dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
          <label className="shortcut-switch">
            <input type="checkbox" checked={hasShortcuts} onChange={({ target }) => onShortcuts(target.checked)} />
            <span>Single keys work on this page</span>
          </label>
          <Button variant="primary" onPress={() => onOpen(false)}>
            Close
          </Button>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
