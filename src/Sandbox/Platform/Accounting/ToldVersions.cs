namespace Millrace.Sandbox.Platform.Accounting;

/// <summary>What a dataset has told of one entity.</summary>
/// <param name="Count">How many versions.</param>
/// <param name="Newest">The newest of them.</param>
/// <param name="Sum">All their numbers together.</param>
internal readonly record struct ToldVersions(int Count, int Newest, long Sum)
{
    public ToldVersions With(int version) => new(Count + 1, version, Sum + version);
}
