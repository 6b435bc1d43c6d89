namespace Millrace.Sandbox.StandIns.Store;

/// <summary>What waits for a turn of the store.</summary>
internal interface IStoreWork<in TTurn>
{
    /// <summary>A refusal is kept for the caller; any other error fails the whole transaction.</summary>
    void Run(TTurn turn);

    /// <summary>The transaction is on disk.</summary>
    void Complete();

    void Fail(Exception error);
}
