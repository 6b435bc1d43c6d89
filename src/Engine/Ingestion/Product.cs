namespace Millrace.Engine.Ingestion;

/// <summary>What a sku belongs to.</summary>
/// <param name="ProductId">Several skus may be of one product.</param>
/// <param name="Brand">Null where it is not known.</param>
internal readonly record struct Product(string ProductId, string? Brand);
