namespace Millrace.Runtime.Ports;

/// <summary>Which accounts are being erased. The intent is durable: who finds one goes on with it.</summary>
public interface IErasureStore
{
    /// <summary>
    /// Takes an account out of the registry with all that hangs on it, ends its subscriptions, and remembers that it is to be erased
    /// everywhere; false where there is no such account.
    /// </summary>
    ValueTask<bool> BeginErasureAsync(int account, DateTimeOffset now, CancellationToken cancel);

    /// <summary>Keys of the accounts whose erasure has begun and not ended.</summary>
    ValueTask<IReadOnlyList<int>> ReadErasuresAsync(CancellationToken cancel);

    /// <summary>Notes that accounts are erased everywhere; when it returns, no file of the registry has anything of them any more.</summary>
    /// <exception cref="IOException">Somebody else keeps the registry from it; try again.</exception>
    /// <exception cref="StorageFullException">There is no room to write the registry anew; try again.</exception>
    ValueTask EndErasuresAsync(IReadOnlyList<int> accounts, DateTimeOffset now, CancellationToken cancel);
}
