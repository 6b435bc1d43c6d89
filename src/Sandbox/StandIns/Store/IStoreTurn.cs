namespace Millrace.Sandbox.StandIns.Store;

/// <summary>What may be done inside a transaction of a store; one caller at a time.</summary>
internal interface IStoreTurn
{
    /// <summary>A transaction has begun.</summary>
    void Begin();

    /// <summary>The transaction failed: what is remembered of the tables may not hold any more.</summary>
    void Forget();
}
