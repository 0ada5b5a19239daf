// The least that one can do with Ink: one line of text.
import {render, Text} from 'ink';

render(<Text>irqdeck</Text>, {alternateScreen: true, interactive: true, patchConsole: false});
