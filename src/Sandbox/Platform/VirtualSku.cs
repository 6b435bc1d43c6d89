namespace Millrace.Sandbox.Platform;

/// <summary>One thing that an account sells.</summary>
internal sealed class VirtualSku
{
    public required string Sku { get; init; }

    /// <summary>Several skus may be of one product.</summary>
    public required string ProductId { get; init; }

    /// <summary>Null where nobody knows it.</summary>
    public required string? Brand { get; init; }

    /// <summary>What one unit costs, micros of the account's currency.</summary>
    public required long PriceMicros { get; init; }

    /// <summary>Whether the deployment is told of it; of the others it has to take the sku for the product.</summary>
    public required bool IsTold { get; init; }
}
