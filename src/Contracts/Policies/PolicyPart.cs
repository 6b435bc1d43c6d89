namespace Millrace.Contracts.Policies;

/// <summary>Principal or NotPrincipal, Action or NotAction, Resource or NotResource.</summary>
/// <param name="IsExcept">Whether it means all but those.</param>
public sealed record PolicyPart<T>(IReadOnlyList<T> Names, bool IsExcept)
{
    /// <summary>Whether what <paramref name="isNamed"/> finds is meant.</summary>
    public bool Means(Func<T, bool> isNamed) => Names.Any(isNamed) != IsExcept;
}
