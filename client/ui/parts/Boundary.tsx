import { Component, type ReactNode } from 'react';
import { PartNotLoaded } from '../lazyPart.tsx';

type Props = {
  /** Where this stands, or what it shows: another one is a new try. */
  readonly place: string;
  readonly fallback: (error: unknown, tryAgain: () => void) => ReactNode;
  readonly children: ReactNode;
};
type State = { readonly failure: { readonly error: unknown } | null };

/** Keeps what is thrown while its children are drawn from taking everything around them. */
export class Boundary extends Component<Props, State> {
  override state: State = { failure: null };

  static getDerivedStateFromError(error: unknown): State {
    return { failure: { error } };
  }

  override componentDidUpdate(previous: Props, { failure }: State): void {
    if (failure !== null && previous.place !== this.props.place) this.tryAgain();
  }

  private readonly tryAgain = (): void => {
    const error = this.state.failure?.error;
    if (error instanceof PartNotLoaded) error.renew();
    this.setState({ failure: null });
  };

  override render(): ReactNode {
    const { failure } = this.state;
    return failure === null
      ? this.props.children
      : this.props.fallback(failure.error, this.tryAgain);
  }
}
